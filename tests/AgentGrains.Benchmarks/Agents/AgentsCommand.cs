using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using AgentGrains.Benchmarks.Writes;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Benchmarks.Agents;

/// <summary>
/// Many agents in one silo, each with a memory and a session of its own: what one costs in RAM while it is in use and when it was idle long enough to be
/// put away, and how many turns a second the extractive client answers. A turn recalls, answers, and is durable in memory and session.
/// </summary>
internal static class AgentsCommand
{
    private const string Tenant = "agents";
    private const int WarmUp = 20;

    public static Command Make()
    {
        var agents = new Option<int>("--agents") { Description = "Agents", DefaultValueFactory = _ => 1_000 };
        var callers = new Option<int>("--callers") { Description = "Conversations going on at once", DefaultValueFactory = _ => 16 };
        var seconds = new Option<int>("--seconds") { Description = "Seconds of conversation", DefaultValueFactory = _ => 10 };
        var storage = new Option<string>("--storage") { Description = "sqlite or memory", DefaultValueFactory = _ => "sqlite" };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("agents", "Bytes per agent and turns per second") { agents, callers, seconds, storage, json };
        command.SetAction(async (parsed, _) => await Figures.ReportAsync(
            await RunAsync(parsed.GetValue(agents), parsed.GetValue(callers), parsed.GetValue(seconds), parsed.GetValue(storage)!), parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(int agents, int callers, int seconds, string storage)
    {
        if (agents < 1 || callers < 1 || seconds < 1)
            throw new BenchmarkInputException("--agents, --callers and --seconds must be at least 1.");
        await using var silo = await BenchmarkSilo.StartAsync(storage, BenchmarkSilo.WithoutDerivation);
        for (var i = 0; i < WarmUp; i++)
            await TalkAsync(silo.Memory, -1 - i, 0);
        await PutAwayAsync(silo);
        var empty = Heap();

        await Parallel.ForEachAsync(Enumerable.Range(0, agents), new ParallelOptions { MaxDegreeOfParallelism = callers }, async (agent, _) => await TalkAsync(silo.Memory, agent, 0));
        var inUse = Heap();
        await PutAwayAsync(silo);
        var idle = Heap();

        var latency = new List<double>();
        var turns = new Rate();
        await turns.RunAsync(callers, TimeSpan.FromSeconds(seconds), async (_, n) =>
        {
            var started = Stopwatch.GetTimestamp();
            await TalkAsync(silo.Memory, n % agents, n + 1);
            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            lock (latency)
                latency.Add(took);
        });
        return new JsonObject
        {
            ["agents"] = agents,
            ["callers"] = callers,
            ["bytesPerAgentInUse"] = Math.Round((inUse - empty) / (double)agents),
            ["bytesPerIdleAgent"] = Math.Round(Math.Max(0, idle - empty) / (double)agents),
            ["turnsPerSecond"] = Math.Round(turns.PerSecond),
            ["latencyMs"] = Figures.Percentiles(latency),
        };
    }

    private static async Task TalkAsync(IMemoryClient memory, int agent, int turn) =>
        await memory.Agent(Tenant, $"agent{agent}").RunAsync("talk", turn % 2 == 0 ? $"My colleague {agent} keeps the blue key number {turn}." : "What did I say about the blue key?");

    private static async Task PutAwayAsync(BenchmarkSilo silo)
    {
        var management = silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        await management.ForceActivationCollection(TimeSpan.FromSeconds(1));
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
    }

    private static long Heap()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
