using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentGrains.Benchmarks.Precision;

/// <summary>Precision-first recall of typed beliefs (PrecisionMemBench): what must come back, and what must not.</summary>
internal static class PrecisionCommand
{
    private const string User = "test-user";
    private const int DefaultBeliefs = 30;

    public static Command Make()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder with beliefs.seed.json, retrieval.cases.json and session-retrieval.cases.json", Required = true };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("precision", "Precision of belief recall") { data, json };
        command.SetAction(async (parsed, _) => await Figures.ReportAsync(await RunAsync(parsed.GetValue(data)!), parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(DirectoryInfo data)
    {
        var seed = Read(data, "beliefs.seed.json");
        await using var silo = await BenchmarkSilo.StartAsync(configure: BenchmarkSilo.WithoutDerivation);
        var (cases, sessions) = (new Tally(), new Tally());

        var store = new BeliefStore(silo.Memory, "cases");
        await store.SeedAsync(seed);
        await silo.Memory.RecallAsync("cases", Request(store, User, "warm up", [], DefaultBeliefs));
        foreach (var item in Read(data, "retrieval.cases.json").EnumerateArray())
            await AskAsync(silo, "cases", store, item, item.GetProperty("query").GetString()!, Text(item, "caseId"), cases);

        store = new BeliefStore(silo.Memory, "sessions");
        await store.SeedAsync(seed);
        foreach (var session in Read(data, "session-retrieval.cases.json").EnumerateArray())
        {
            foreach (var turn in session.GetProperty("turns").EnumerateArray())
            {
                await AskAsync(silo, "sessions", store, turn, Text(turn, "userMessage"), $"{Text(session, "caseId")} turn {turn.GetProperty("turnIndex")}", sessions);
                if (turn.TryGetProperty("createBeliefAtTurn", out var created))
                    await store.AddAsync(created, []);
                if (turn.TryGetProperty("updateBeliefAtTurn", out var updated) && updated.TryGetProperty("addAliases", out var aliases))
                    await store.AddAliasesAsync(Text(updated, "beliefId"), aliases.EnumerateArray().Select(alias => alias.GetString()!));
            }
        }

        return new JsonObject
        {
            ["passed"] = cases.Passed,
            ["cases"] = cases.Count,
            ["activePassed"] = cases.ActivePassed,
            ["active"] = cases.Active,
            ["precision"] = Figures.Round(cases.Precision),
            ["recall"] = Figures.Round(cases.Recall),
            ["sessionPassed"] = sessions.Passed,
            ["sessionTurns"] = sessions.Count,
            ["drift"] = Figures.Round(sessions.Drift),
            ["latencyMs"] = Figures.Percentiles([.. cases.Latency.Concat(sessions.Latency)]),
        };
    }

    private static async Task AskAsync(BenchmarkSilo silo, string tenant, BeliefStore store, JsonElement item, string query, string name, Tally tally)
    {
        var most = item.TryGetProperty("budget", out var budget) && budget.TryGetProperty("maxBeliefs", out var max) ? max.GetInt32() : DefaultBeliefs;
        var user = item.TryGetProperty("userId", out var id) ? id.GetString()! : User;
        var domains = item.GetProperty("scope").EnumerateArray().Select(scope => scope.GetString()!).ToList();
        var started = Stopwatch.GetTimestamp();
        var found = await silo.Memory.RecallAsync(tenant, Request(store, user, query, domains, most));
        tally.Latency.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        var failures = Expectations.Failures(item.GetProperty("expect"), found);
        tally.Add(Expectations.Gold(item.GetProperty("expect")), [.. found.Evidence.Select(evidence => BeliefStore.NameOf(evidence.Record))], failures.Count == 0);
        foreach (var failure in failures)
            Console.WriteLine($"{name}: {failure}");
    }

    private static RecallRequest Request(BeliefStore store, string user, string query, List<string> domains, int limit) => new()
    {
        Query = query,
        Scopes = [store.Scope(user)],
        Domains = [.. domains],
        Profile = RecallProfile.Precise,
        Limit = limit,
    };

    private static JsonElement Read(DirectoryInfo data, string file)
    {
        var path = Path.Combine(data.FullName, file);
        return File.Exists(path) ? JsonDocument.Parse(File.ReadAllText(path)).RootElement : throw new BenchmarkInputException($"There is no file {path}. Give --data the folder of the benchmark's fixtures.");
    }

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    /// <summary>Sums over cases. Precision and recall are means over the cases in which they are defined.</summary>
    private sealed class Tally
    {
        private readonly List<double> _precision = [];
        private readonly List<double> _recall = [];

        public List<double> Latency { get; } = [];

        public int Count { get; private set; }

        public int Passed { get; private set; }

        public int Active { get; private set; }

        public int ActivePassed { get; private set; }

        public double Precision => _precision.DefaultIfEmpty(1).Average();

        public double Recall => _recall.DefaultIfEmpty(1).Average();

        public double Drift => 1 - Precision;

        public void Add(HashSet<string> gold, HashSet<string> relevant, bool passed)
        {
            Count++;
            Passed += passed ? 1 : 0;
            Active += gold.Count > 0 ? 1 : 0;
            ActivePassed += gold.Count > 0 && passed ? 1 : 0;
            if (relevant.Count > 0 || gold.Count > 0)
                _precision.Add(relevant.Count == 0 ? 0 : (double)relevant.Count(gold.Contains) / relevant.Count);
            if (gold.Count > 0)
                _recall.Add((double)relevant.Count(gold.Contains) / gold.Count);
        }
    }
}
