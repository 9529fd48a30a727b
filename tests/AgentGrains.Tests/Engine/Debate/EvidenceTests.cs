using AgentGrains.Engine.Debate;
using Xunit;

namespace AgentGrains.Tests.Engine.Debate;

/// <summary>What counts as agreement, and how an exhausted debate is decided.</summary>
public sealed class EvidenceTests
{
    [Theory]
    [InlineData(100, 100.0099, true)]
    [InlineData(100, 100.0101, false)]
    [InlineData(-100, 100, false)]
    [InlineData(0, 1e-10, true)]
    [InlineData(0, 1e-8, false)]
    [InlineData(1e308, -1e308, false)]
    public void Outcomes_are_the_same_within_the_tolerance(double a, double b, bool same)
    {
        Assert.Equal(same, OutcomeComparer.Same(TeamOutcome.Solved(a), TeamOutcome.Solved(b), new OutcomeTolerance()));
        Assert.Equal(same, OutcomeComparer.Same(TeamOutcome.Solved(b), TeamOutcome.Solved(a), new OutcomeTolerance()));
    }

    [Fact]
    public void A_failed_outcome_is_like_no_other_not_even_itself()
    {
        var failed = TeamOutcome.Failed("error");
        Assert.False(OutcomeComparer.Same(failed, failed, new OutcomeTolerance()));
        var infeasible = new TeamOutcome { Status = OutcomeStatus.Infeasible };
        Assert.True(OutcomeComparer.Same(infeasible, infeasible, new OutcomeTolerance()));
        Assert.False(OutcomeComparer.Same(infeasible, TeamOutcome.Solved(0), new OutcomeTolerance()));
    }

    [Fact]
    public void Two_of_three_agree_when_the_third_has_no_outcome_and_one_of_two_does_not()
    {
        Assert.True(Decide(["1", "1", "x"]).Agreed);
        Assert.True(Decide(["1", "1", "!"]).Agreed);
        Assert.False(Decide(["1", "x"]).Agreed);
        Assert.False(Decide(["1", "1", "2"]).Agreed);
        Assert.True(Decide(["7"]).Agreed);
    }

    [Fact]
    public void No_chain_of_near_values_joins_far_ones()
    {
        var decision = Decide(["100", "100.009", "100.018"]);
        Assert.False(decision.Agreed);
        Assert.Equal(2, decision.Groups.Length);
    }

    [Fact]
    public void Verified_beats_votes_and_unverified_beats_refuted()
    {
        Assert.Equal(3, Decide(["1", "1", "3"], value => value == 3 ? Verdict.Verified : Verdict.Refuted).Outcome!.Value);
        Assert.Equal(3, Decide(["1", "1", "3"], value => value == 3 ? Verdict.Unverified : Verdict.Refuted).Outcome!.Value);
        Assert.Equal(1, Decide(["1", "1", "3"]).Outcome!.Value);
    }

    [Fact]
    public void Feasible_beats_infeasible_and_an_outcome_beats_none()
    {
        Assert.Equal(4, Decide(["infeasible", "infeasible", "4"]).Outcome!.Value);
        Assert.Equal(4, Decide(["x", "4", "!"]).Outcome!.Value);
    }

    [Fact]
    public void Reliable_teams_weigh_more_than_many()
    {
        TeamReliability[] known = [new("a", 1, 9), new("b", 1, 9), new("c", 9, 1)];
        Assert.Equal(2, Decide(["1", "1", "2"], known: known).Outcome!.Value);
        Assert.Equal(1, Decide(["1", "1", "2"]).Outcome!.Value);
    }

    [Fact]
    public void Equal_evidence_decides_nothing()
    {
        var decision = Decide(["1", "2"]);
        Assert.Null(decision.Team);
        Assert.Null(decision.Outcome);
        Assert.Equal(Verdict.Unverified, decision.Verdict);
        Assert.Equal(2, decision.Groups.Length);
        Assert.Null(Decide(["x", "!"]).Outcome);
    }

    [Fact]
    public void Where_a_team_stands_plays_no_part_in_an_exhausted_debate()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(2, 6);
            string[] values = ["1", "1.00009", "1.00018", "2", "x", "infeasible"];
            var solutions = Enumerable.Range(0, count).ToDictionary(number => $"t{number}", _ => new[] { values[random.Next(values.Length)] });
            TeamReliability[] known = [.. solutions.Keys.Select(team => new TeamReliability(team, random.Next(1, 4), random.Next(1, 4)))];
            Func<double, Verdict>? verify = random.Next(2) == 0 ? null : value => value > 1.5 ? Verdict.Verified : Verdict.Unverified;
            var first = Run([.. solutions.Keys], solutions, verify, known);
            for (var shuffle = 0; shuffle < 4; shuffle++)
            {
                var teams = solutions.Keys.ToArray();
                random.Shuffle(teams);
                var again = Run(teams, solutions, verify, known);
                Assert.Equal(first.Agreed, again.Agreed);
                Assert.Equal(first.Groups.Select(group => string.Join(',', group.Teams)), again.Groups.Select(group => string.Join(',', group.Teams)));
                if (!first.Agreed)
                    Assert.Equal(first.Groups.FirstOrDefault()?.Teams.Contains(first.Team ?? "?"), again.Groups.FirstOrDefault()?.Teams.Contains(again.Team ?? "?"));
            }
        }
    }

    [Fact]
    public void A_vote_and_a_judge_decide_after_the_first_proposals()
    {
        Func<double, Verdict> truth = value => value == 2 ? Verdict.Verified : Verdict.Refuted;
        var vote = Decide(["1", "1", "2"], truth, protocol: DebateProtocol.MajorityVote);
        Assert.Equal((1, Verdict.Refuted, 0), (vote.Outcome!.Value, vote.Verdict, vote.Round));
        var judge = Decide(["1", "1", "2"], truth, protocol: DebateProtocol.Judge, choice: "c");
        Assert.Equal((2, Verdict.Verified), (judge.Outcome!.Value, judge.Verdict));
        Assert.Equal(2, Decide(["1", "1", "2"], truth, protocol: DebateProtocol.Judge).Outcome!.Value);   // the judge did not answer: evidence
        Assert.Equal(2, Decide(["1", "2"], truth, protocol: DebateProtocol.MajorityVote).Outcome!.Value);  // a tied vote: evidence
    }

    [Fact]
    public void Reliability_follows_what_was_verified()
    {
        var decision = Decide(["1", "1", "2"], value => value == 2 ? Verdict.Verified : Verdict.Refuted);
        Assert.Equal([1d, 1d, 2d], decision.Reliability.Select(team => team.Alpha));
        Assert.Equal([2d, 2d, 1d], decision.Reliability.Select(team => team.Beta));
        decision = Decide(["1", "1", "2"], value => value == 2 ? Verdict.Verified : Verdict.Unverified);
        Assert.Equal([2d, 2d, 1d], decision.Reliability.Select(team => team.Beta));   // contradicted by what was confirmed
        Assert.All(Decide(["1", "2"]).Reliability, team => Assert.Equal(0.5, team.Mean));
    }

    [Fact]
    public void A_team_that_fails_to_revise_stands_by_what_it_had()
    {
        var solutions = new Dictionary<string, string[]> { ["a"] = ["1", "!"], ["b"] = ["2", "1"] };
        var decision = Run(["a", "b"], solutions, null, []);
        Assert.True(decision.Agreed);
        Assert.Equal(("a", "1", 1), (decision.Team, decision.Solution, decision.Round));
    }

    [Theory]
    [InlineData("teams", "a", "a")]
    [InlineData("teams")]
    public void Bad_teams_are_refused(string field, params string[] teams) =>
        Assert.Equal(field, Assert.Throws<InvalidDebateException>(() => DebateRules.Check(SimulatedDebate.Request(teams), new DebateOptions())).Field);

    [Fact]
    public void Every_bad_field_is_refused_by_name()
    {
        var good = SimulatedDebate.Request("a", "b");
        DebateRules.Check(good, new DebateOptions());
        (string Field, DebateRequest Request)[] bad =
        [
            ("task.problem", good with { Task = good.Task with { Problem = new string('x', 100_000) } }),
            ("task.problem", good with { Task = good.Task with { Problem = "half \uD800" } }),
            ("task.reference", good with { Task = good.Task with { Reference = "" } }),
            ("budget", good with { Budget = new DebateBudget(-1) }),
            ("budget", good with { Budget = new DebateBudget(Seconds: double.NaN) }),
            ("tolerance", good with { Tolerance = new OutcomeTolerance(double.PositiveInfinity, 0) }),
            ("tolerance", good with { Tolerance = new OutcomeTolerance(0, double.NaN) }),
            ("judge", good with { Judge = "c" }),
            ("judge", good with { Protocol = DebateProtocol.Judge }),
            ("judge", good with { Protocol = DebateProtocol.Judge, Judge = "a" }),
            ("protocol", good with { Protocol = (DebateProtocol)9 }),
            ("reliability", good with { Reliability = [new("a", 0)] }),
            ("reliability", good with { Reliability = [new("c")] }),
        ];
        Assert.All(bad, item => Assert.Equal(item.Field, Assert.Throws<InvalidDebateException>(() => DebateRules.Check(item.Request, new DebateOptions())).Field));
        Assert.Throws<InvalidScopeException>(() => DebateRules.Check(SimulatedDebate.Request("a/b"), new DebateOptions()));
    }

    private static DebateDecision Decide(
        string[] solutions, Func<double, Verdict>? verify = null, DebateProtocol protocol = default, string? choice = null, params TeamReliability[] known)
    {
        var teams = solutions.Select((_, number) => ((char)('a' + number)).ToString()).ToArray();
        return Run(teams, teams.Zip(solutions).ToDictionary(pair => pair.First, pair => new[] { pair.Second }), verify, known, protocol, choice);
    }

    private static DebateDecision Run(
        string[] teams, Dictionary<string, string[]> solutions, Func<double, Verdict>? verify, TeamReliability[] known, DebateProtocol protocol = default, string? choice = null)
    {
        var request = SimulatedDebate.Request(teams) with { Reliability = [.. known], Protocol = protocol, Judge = protocol == DebateProtocol.Judge ? "judge" : null };
        return new SimulatedDebate(request, SimulatedDebate.Scripted(solutions, verify, choice)).Run().Decision!;
    }
}
