using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using AgentGrains.Chaos.Runs;
using AgentGrains.Chaos.Silos;

namespace AgentGrains.Benchmarks.Chaos;

/// <summary>Silo processes killed, frozen and started again, and their storage restarted, while clients write and recall: what is lost?</summary>
internal static class ChaosCommand
{
    public static Command Make()
    {
        var silos = new Option<int>("--silos") { Description = "Silo processes", DefaultValueFactory = _ => 3 };
        var minutes = new Option<double>("--minutes") { Description = "Minutes of faults", DefaultValueFactory = _ => 3 };
        var seed = new Option<int>("--seed") { Description = "Where the order of faults comes from", DefaultValueFactory = _ => 1 };
        var scopes = new Option<int>("--scopes") { Description = "Scopes, each with a writer", DefaultValueFactory = _ => 24 };
        var storage = new Option<string>("--storage") { Description = "postgres or redis", DefaultValueFactory = _ => "postgres" };
        var unfenced = new Option<bool>("--unfenced") { Description = "Run silos that were broken on purpose: storage takes every write. Must lose something" };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("chaos", "What is lost when silos and storage fail under load") { silos, minutes, seed, scopes, storage, unfenced, json };
        command.SetAction(async (parsed, _) => await Figures.ReportAsync(
            await RunAsync(
                parsed.GetValue(storage)!,
                new ChaosOptions
                {
                    Silos = parsed.GetValue(silos),
                    Duration = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                    Seed = parsed.GetValue(seed),
                    Scopes = parsed.GetValue(scopes),
                    Program = parsed.GetValue(unfenced) ? SiloProcess.UnfencedProgram : SiloProcess.Program,
                    Report = Say(Stopwatch.GetTimestamp()),
                }),
            parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(string storage, ChaosOptions options)
    {
        if (options.Silos is < 2 or > 9 || options.Scopes < 1 || options.Duration < TimeSpan.FromSeconds(10))
            throw new BenchmarkInputException("--silos must be 2 to 9, --scopes at least 1 and --minutes at least 0.2.");
        await using var server = await StorageServers.StartAsync(storage);
        var result = await new ChaosRun(server, options).RunAsync();
        foreach (var example in result.Verdict.Examples)
            await Console.Error.WriteLineAsync(example);
        return new JsonObject
        {
            ["storage"] = storage,
            ["silos"] = options.Silos,
            ["seed"] = options.Seed,
            ["acknowledged"] = result.Acknowledged,
            ["lost"] = result.Verdict.Lost,
            ["duplicated"] = result.Verdict.Duplicated,
            ["reordered"] = result.Verdict.Reordered,
            ["torn"] = result.Verdict.Torn,
            ["unseen"] = result.Unseen,
            ["recalls"] = result.Recalls,
            ["kills"] = result.Kills,
            ["freezes"] = result.Freezes,
            ["terminations"] = result.Terminations,
            ["storageRestarts"] = result.StorageRestarts,
            ["unavailableMs"] = Outages(result.UnavailableAfterKill),
            ["unavailableAfterFreezeMs"] = Outages(result.UnavailableAfterFreeze),
            ["unavailableAfterTerminationMs"] = Outages(result.UnavailableAfterTermination),
            ["unavailableAfterStorageRestartMs"] = Outages(result.UnavailableAfterStorageRestart),
        };
    }

    private static JsonObject Outages(IReadOnlyList<double> ascending) => new()
    {
        ["p50"] = ascending.Count == 0 ? 0 : Math.Round(ascending[ascending.Count / 2]),
        ["max"] = ascending.Count == 0 ? 0 : Math.Round(ascending[^1]),
        ["scopes"] = ascending.Count,
    };

    private static Action<string> Say(long started) => what => Console.Error.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(started).TotalSeconds,6:F1} s  {what}"));
}
