using AgentGrains.Optimization;
using AgentGrains.Samples.DebateProblems;

namespace AgentGrains.Benchmarks.Debate;

/// <summary>One silo with the heuristic teams, each drawn several times, and the judge; runs problems by one protocol after another.</summary>
internal sealed class ProblemArms : IAsyncDisposable
{
    /// <summary>How often each team proposes where three may vote and not debate: so often that it costs at least what a debate costs.</summary>
    public const int Draws = 5;

    /// <summary>How often a team proposes that is alone: for the same reason.</summary>
    public const int DrawsAlone = 15;

    private const int Together = 4;

    private readonly BenchmarkSilo _silo;

    private ProblemArms(BenchmarkSilo silo) => _silo = silo;

    public static string[] Debaters => [.. TeamCharacter.Three.Select(team => team.Name)];

    public static string[] AllDraws => [.. TeamCharacter.Three.SelectMany(team => DrawsOf(team.Name, Draws))];

    public static async Task<ProblemArms> StartAsync(int seed) => new(await BenchmarkSilo.StartAsync(configure: grains =>
    {
        grains.UseOutcomeFamily(_ => new OptimizationFamily()).UseOutcomeVerifier(_ => new OptimizationVerifier()).UseDebateJudge(_ => new HeuristicJudge(seed));
        foreach (var team in TeamCharacter.Three)
        {
            foreach (var draw in Enumerable.Range(0, DrawsAlone))
                grains.UseDebateTeam(_ => new HeuristicTeam(team, seed, draw));
        }
    }));

    public static IEnumerable<string> DrawsOf(string team, int draws) => Enumerable.Range(0, draws).Select(draw => draw == 0 ? team : $"{team}-{draw + 1}");

    /// <summary>Runs all problems; one after another where each is to learn from those before it. An arm is a tenant: none knows of another.</summary>
    public async Task<Run[]> RunAsync(string arm, IReadOnlyList<SolvedProblem> problems, Func<SolvedProblem, DebateRequest> request, bool inOrder = false)
    {
        var runs = new Run[problems.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, problems.Count), new ParallelOptions { MaxDegreeOfParallelism = inOrder ? 1 : Together }, async (i, token) =>
        {
            var debate = await _silo.Debates.StartAsync(arm, problems[i].Problem.Id, request(problems[i]), token);
            var events = new List<DebateEvent>();
            await foreach (var happened in debate.WatchAsync(cancellationToken: token))
                events.Add(happened);
            runs[i] = new Run(problems[i], events, await debate.GetStatusAsync(token));
        });
        return runs;
    }

    /// <summary>A request without the right answer: nothing in the debate knows it.</summary>
    public static DebateRequest Ask(SolvedProblem problem, params string[] teams) =>
        new() { Task = new DebateTask(problem.Problem.Id, OptimizationFamily.FamilyName, problem.Problem.Text), Teams = [.. teams] };

    /// <summary>A request whose verifier knows the right answer; the teams do not.</summary>
    public static DebateRequest AskVerified(SolvedProblem problem, params string[] teams) =>
        Ask(problem, teams) is var request ? request with { Task = request.Task with { Reference = problem.Reference } } : throw new InvalidOperationException();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();
}

/// <summary>One debate of a problem.</summary>
internal sealed record Run(SolvedProblem Problem, List<DebateEvent> Events, DebateStatus Status)
{
    public bool IsRight => Problem.IsRight(Status.Decision?.Outcome);

    public bool IsRightAtFirst(string team) => Problem.IsRight(ResultOf(DebateStepKind.Execute, 0, team)?.Outcome);

    /// <summary>The slips in a team's first proposal.</summary>
    public Slips SlipsOf(string team) => ModelReview.Of(Problem.Problem, ResultOf(DebateStepKind.Propose, 0, team)?.Answer?.Text)
        .Aggregate(Slips.None, (all, found) => all | found.Slip);

    private StepResult? ResultOf(DebateStepKind kind, int round, string team) =>
        Events.Select(happened => happened.Result).FirstOrDefault(result => result?.Step == new DebateStep(kind, round, team));
}
