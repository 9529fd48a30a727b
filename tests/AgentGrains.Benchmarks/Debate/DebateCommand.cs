using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using AgentGrains.Inference.Debate;

namespace AgentGrains.Benchmarks.Debate;

/// <summary>
/// Replays recorded debates (Agora-Opt) through real grains: first as they were held, at 5 % and with nobody to verify; then at 1e-4 with the
/// right values as verifier, to see what is admitted.
/// </summary>
internal static class DebateCommand
{
    private const string Tenant = "replay";
    private const int Together = 16;

    public static Command Make()
    {
        var data = new Option<FileInfo>("--data") { Description = "Recorded debates: a JSON list of {id, problem, rounds, initialA, initialB, finalObjective, groundTruth}" };
        var problems = new Option<bool>("--problems") { Description = "Debate generated problems with known answers instead: accuracy against team, vote and judge, and what memory saves" };
        var seed = new Option<int>("--seed") { Description = "With --problems: what problems and slips are drawn from", DefaultValueFactory = _ => 1 };
        var encounters = new Option<int>("--encounters") { Description = "With --problems: problems of each family", DefaultValueFactory = _ => 6 };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("debate", "Replays recorded debates: stopping round, final value, and what is admitted") { data, problems, seed, encounters, json };
        command.SetAction(async (parsed, _) => await Figures.ReportAsync(
            parsed.GetValue(problems) ? await ProblemsReport.RunAsync(parsed.GetValue(seed), parsed.GetValue(encounters))
            : parsed.GetValue(data) is { } file ? await RunAsync(RecordedDebate.Read(file))
            : throw new BenchmarkInputException("Give --data a file of recorded debates, or --problems."),
            parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(List<RecordedDebate> recorded)
    {
        await using var silo = await BenchmarkSilo.StartAsync(configure: grains => grains
            .UseOutcomeFamily(_ => new RecordedFamily()).UseOutcomeVerifier(_ => new GroundTruth())
            .UseDebateTeam(_ => Team("a", recorded, round => round.A)).UseDebateTeam(_ => Team("b", recorded, round => round.B)));
        var asHeld = await ReplayAsync(silo, "held", recorded, (debate, number) => Request(debate, number) with { Tolerance = RecordedDebate.RecordedTolerance });
        var strict = await ReplayAsync(silo, "strict", recorded, (debate, number) =>
            Request(debate, number) is var request && debate.Truth is { } truth ? request with { Task = request.Task with { Reference = RecordedFamily.SolutionOf(truth) } } : request);

        var tally = new DebateTally();
        for (var i = 0; i < recorded.Count; i++)
            tally.Add(recorded[i], asHeld[i], strict[i]);
        return tally.Figures();
    }

    private static ScriptedDebateTeam Team(string name, List<RecordedDebate> recorded, Func<(double? A, double? B), double?> value) => new(
        name, recorded.Select((debate, number) => (number, debate)).ToDictionary(
            item => $"{item.number}", item => item.debate.Rounds.Select(round => RecordedFamily.SolutionOf(value(round))).ToImmutableArray()));

    private static DebateRequest Request(RecordedDebate debate, int number) => new()
    {
        Task = new DebateTask($"{number}", RecordedFamily.FamilyName, debate.Problem),
        Teams = ["a", "b"],
        Budget = new DebateBudget(Rounds: Math.Min(debate.LastRound, 100)),
    };

    private static async Task<DebateStatus[]> ReplayAsync(BenchmarkSilo silo, string name, List<RecordedDebate> recorded, Func<RecordedDebate, int, DebateRequest> request)
    {
        var ends = new DebateStatus[recorded.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, recorded.Count), new ParallelOptions { MaxDegreeOfParallelism = Together }, async (number, token) =>
        {
            var debate = await silo.Debates.StartAsync(Tenant, $"{name}-{number}", request(recorded[number], number), token);
            ends[number] = await debate.WaitAsync(token);
        });
        return ends;
    }
}
