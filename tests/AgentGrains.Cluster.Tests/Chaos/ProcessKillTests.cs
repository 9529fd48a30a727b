using System.Diagnostics;
using System.Globalization;
using AgentGrains.CrashHost;
using Xunit;

namespace AgentGrains.Cluster.Tests.Chaos;

/// <summary>A real process with a real silo on SQLite, killed with SIGKILL twenty times in the middle of its writes.</summary>
public sealed class ProcessKillTests
{
    private const int Kills = 20;

    [Fact]
    public async Task Every_acknowledged_write_is_there_after_twenty_kills()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var random = new Random(20);
        var directory = Directory.CreateTempSubdirectory("agentgrains-kill-");
        try
        {
            var acknowledged = new HashSet<string>();
            for (var run = 0; run < Kills; run++)
            {
                var before = acknowledged.Count;
                await WriteUntilKilledAsync(directory.FullName, run, random.Next(1, 400), acknowledged, cancellation);
                Assert.True(acknowledged.Count > before, $"Run {run} acknowledged nothing before it was killed.");
            }

            using var list = CrashHostProcess.Start("list", directory.FullName, "0");
            var stored = (await list.StandardOutput.ReadToEndAsync(cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await list.WaitForExitAsync(cancellation);

            Assert.Equal(stored.Length, stored.Distinct().Count());
            Assert.Empty(acknowledged.Except(stored));
            foreach (var scope in stored.Select(Parse).GroupBy(line => line.Scope))
                Assert.Equal(scope.Select(line => line.Sequence).Order().Distinct(), scope.Select(line => line.Sequence));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task WriteUntilKilledAsync(string directory, int run, int writes, HashSet<string> acknowledged, CancellationToken cancellation)
    {
        using var process = CrashHostProcess.Start("write", directory, run.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(cancellation));
        for (var n = 0; n < writes; n++)
            acknowledged.Add((await process.StandardOutput.ReadLineAsync(cancellation))!);
        process.Kill();
        await process.WaitForExitAsync(cancellation);
        var lines = (await process.StandardOutput.ReadToEndAsync(cancellation)).Split('\n');
        acknowledged.UnionWith(lines[..^1]);   // the last was torn, or is empty
    }

    private static (string Scope, long Sequence) Parse(string line) =>
        line.Split(' ') is [var scope, var sequence, ..] ? (scope, long.Parse(sequence, CultureInfo.InvariantCulture)) : throw new FormatException(line);
}

internal static class CrashHostProcess
{
    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", [typeof(CrashHostMarker).Assembly.Location, .. arguments])
    { RedirectStandardOutput = true })!;
}
