using System.Text.Json.Nodes;
using AgentGrains.Samples.DebateProblems;

namespace AgentGrains.Benchmarks.Debate;

/// <summary>Problems of our own with planted flaws: how often each protocol ends with the right answer, and what memory saves.</summary>
internal static class ProblemsReport
{
    private const string Bank = "team:planning";

    public static async Task<JsonObject> RunAsync(int seed, int encounters)
    {
        if (encounters < 2)
            throw new BenchmarkInputException("--encounters is at least 2: what memory saves shows in the second encounter.");
        var problems = PlanningGenerator.Make(seed, encounters);
        await using var arms = await ProblemArms.StartAsync(seed);
        var teams = ProblemArms.Debaters;
        var debate = await arms.RunAsync("debate", problems, problem => ProblemArms.Ask(problem, teams));
        var vote = await arms.RunAsync("vote", problems, problem => ProblemArms.Ask(problem, teams) with { Protocol = DebateProtocol.MajorityVote });
        var votes = await arms.RunAsync("votes", problems, problem => ProblemArms.Ask(problem, ProblemArms.AllDraws) with { Protocol = DebateProtocol.MajorityVote });
        var judge = await arms.RunAsync("judge", problems, problem => Judged(problem, teams));
        var judges = await arms.RunAsync("judges", problems, problem => Judged(problem, ProblemArms.AllDraws));
        var alone = new Dictionary<string, Run[]>();
        foreach (var team in teams)
            alone[team] = await arms.RunAsync($"alone-{team}", problems, problem => ProblemArms.Ask(problem, [.. ProblemArms.DrawsOf(team, ProblemArms.DrawsAlone)]) with { Protocol = DebateProtocol.MajorityVote });

        var best = teams.MaxBy(team => debate.Count(run => run.IsRightAtFirst(team)))!;
        var bestOfDraws = teams.MaxBy(team => alone[team].Count(run => run.IsRight))!;
        var allWrong = debate.Where(run => Array.TrueForAll(teams, team => !run.IsRightAtFirst(team))).ToArray();
        return new JsonObject
        {
            ["problems"] = problems.Length,
            ["families"] = PlanningGenerator.Families,
            ["infeasible"] = problems.Count(problem => problem.Answer.Status == OutcomeStatus.Infeasible),
            ["unbounded"] = problems.Count(problem => problem.Answer.Status == OutcomeStatus.Unbounded),
            ["accuracy"] = new JsonObject
            {
                ["debate"] = Share(debate),
                ["bestTeam"] = Math.Round(debate.Count(run => run.IsRightAtFirst(best)) / (double)debate.Length, 4),
                ["majorityVote"] = Share(vote),
                ["judge"] = Share(judge),
                ["bestTeamEqualBudget"] = Share(alone[bestOfDraws]),
                ["majorityVoteEqualBudget"] = Share(votes),
                ["judgeEqualBudget"] = Share(judges),
            },
            ["tokens"] = new JsonObject
            {
                ["debate"] = Tokens(debate),
                ["bestTeamEqualBudget"] = Tokens(alone[bestOfDraws]),
                ["majorityVoteEqualBudget"] = Tokens(votes),
                ["judgeEqualBudget"] = Tokens(judges),
            },
            ["allWrong"] = allWrong.Length,
            ["recovered"] = allWrong.Count(run => run.IsRight),
            ["allWrongVote"] = allWrong.Count(run => vote[Array.IndexOf(debate, run)].IsRight),
            ["byFlaw"] = ByFlaw(debate, teams),
            ["memory"] = await MemoryAsync(arms, problems, teams),
        };
    }

    private static DebateRequest Judged(SolvedProblem problem, string[] teams) =>
        ProblemArms.Ask(problem, teams) with { Protocol = DebateProtocol.Judge, Judge = "judge" };

    // For each flaw, problems in which some team's first proposal had it.
    private static JsonObject ByFlaw(Run[] debate, string[] teams)
    {
        var flaws = new JsonObject();
        foreach (var slip in SlipNames.All)
        {
            var having = debate.Where(run => Array.Exists(teams, team => run.SlipsOf(team).HasFlag(slip))).ToArray();
            flaws[SlipNames.WordOf(slip)] = new JsonObject
            {
                ["problems"] = having.Length,
                ["wrongFirstProposals"] = having.Sum(run => teams.Count(team => run.SlipsOf(team).HasFlag(slip) && !run.IsRightAtFirst(team))),
                ["debateRight"] = having.Count(run => run.IsRight),
            };
        }

        return flaws;
    }

    // The same problems twice, in order, with a verifier that knows the answers: without a bank, and with one that each debate reads and fills.
    private static async Task<JsonObject> MemoryAsync(ProblemArms arms, IReadOnlyList<SolvedProblem> problems, string[] teams)
    {
        var off = await arms.RunAsync("memory-off", problems, problem => ProblemArms.AskVerified(problem, teams), inOrder: true);
        var on = await arms.RunAsync("memory-on", problems, problem => ProblemArms.AskVerified(problem, teams) with { Bank = Bank }, inOrder: true);
        return new JsonObject
        {
            ["secondEncounters"] = off.Count(run => run.Problem.Encounter == 2),
            ["roundsOff"] = Rounds(off, 2),
            ["roundsOn"] = Rounds(on, 2),
            ["laterRoundsOff"] = Rounds(off, 3),
            ["laterRoundsOn"] = Rounds(on, 3),
            ["repeatFailuresOff"] = Repeats(off, off, teams),
            ["repeatFailuresOn"] = Repeats(on, off, teams),
            ["rightOff"] = Share(off),
            ["rightOn"] = Share(on),
            ["wrongAdmitted"] = off.Concat(on).Count(run => run.Events[^1].Admitted && !run.IsRight),
        };
    }

    private static double Rounds(Run[] runs, int from)
    {
        var later = runs.Where(run => from == 2 ? run.Problem.Encounter == 2 : run.Problem.Encounter >= from).ToList();
        return later.Count == 0 ? 0 : Math.Round(later.Average(run => run.Status.Decision!.Round), 3);
    }

    // Wrong first proposals with a slip that the team had made in the first encounter with the family, in all later ones.
    private static int Repeats(Run[] runs, Run[] first, string[] teams) => (
        from run in runs
        where run.Problem.Encounter >= 2
        from team in teams
        let before = first.Single(other => other.Problem.Encounter == 1 && other.Problem.Problem.Family == run.Problem.Problem.Family)
        where !run.IsRightAtFirst(team) && (run.SlipsOf(team) & before.SlipsOf(team)) != Slips.None
        select run).Count();

    private static double Share(Run[] runs) => Math.Round(runs.Count(run => run.IsRight) / (double)runs.Length, 4);

    private static double Tokens(Run[] runs) => Math.Round(runs.Average(run => run.Status.Tokens));
}
