using Xunit;

namespace AgentGrains.Cluster.Tests.Chaos;

/// <summary>A real silo process, killed with SIGKILL again and again in the middle of one run of consolidation over several chapters.</summary>
public sealed class ConsolidationKillTests
{
    private const int Kills = 8;

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_loses_no_source_and_ends_once()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var random = new Random(26);
        var directory = Directory.CreateTempSubdirectory("agentgrains-tidy-");
        try
        {
            var sources = await RunAsync("fill", directory.FullName, cancellation);
            Assert.Equal(120, sources.Count);
            var cut = 0;
            for (var kill = 0; kill < Kills; kill++)
                cut += await TidyUntilKilledAsync(directory.FullName, TimeSpan.FromMilliseconds(random.Next(10, 500)), kill, cancellation) ? 1 : 0;
            Assert.True(cut >= 3, $"Only {cut} of {Kills} kills came before the run's end: they test little.");

            var ended = await RunAsync("tidy", directory.FullName, cancellation);
            var run = Assert.Single(ended, line => line.StartsWith("run ", StringComparison.Ordinal));
            Assert.Matches(@"^run c1 Done of 1: 80 39 10 0, changes (\d+) of \1$", run);
            var records = ended.SkipWhile(line => line != run).Skip(1).ToList();
            Assert.Equal(sources, records.Where(line => line.StartsWith("Turn ", StringComparison.Ordinal)));
            Assert.Equal(10, records.Count(line => line.StartsWith("Note ", StringComparison.Ordinal)));

            // Asked once more, it finds the run done and does nothing.
            Assert.Equal(["found Done", "ready", run, .. records], await RunAsync("tidy", directory.FullName, cancellation));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    // Whether the kill came before the end.
    private static async Task<bool> TidyUntilKilledAsync(string directory, TimeSpan after, int kill, CancellationToken cancellation)
    {
        using var process = CrashHostProcess.Start("tidy", directory, "0");
        Assert.Equal(kill == 0, await process.StandardOutput.ReadLineAsync(cancellation) == "none");
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(cancellation));
        await Task.Delay(after, TimeProvider.System, cancellation);
        process.Kill();
        await process.WaitForExitAsync(cancellation);
        return !(await process.StandardOutput.ReadToEndAsync(cancellation)).Contains("Done", StringComparison.Ordinal);
    }

    private static async Task<List<string>> RunAsync(string mode, string directory, CancellationToken cancellation)
    {
        using var process = CrashHostProcess.Start(mode, directory, "0");
        var lines = (await process.StandardOutput.ReadToEndAsync(cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(cancellation);
        return [.. lines];
    }
}
