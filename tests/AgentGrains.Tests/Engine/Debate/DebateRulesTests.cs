using AgentGrains.Engine.Debate;
using Xunit;

namespace AgentGrains.Tests.Engine.Debate;

/// <summary>What may be asked for, and that all of it is recorded.</summary>
public sealed class DebateRulesTests
{
    private static readonly DebateOptions Options = new() { MaxRounds = 5, MaxTokens = 1000, MaxTime = TimeSpan.FromMinutes(1) };
    private static readonly DebateRequest Good = SimulatedDebate.Request("a") with { Budget = new DebateBudget(5, 1000, 60) };

    [Theory]
    [InlineData(6, 1000, 60, "MaxRounds")]
    [InlineData(5, 1001, 60, "MaxTokens")]
    [InlineData(5, 1000, 60.1, "MaxTime")]
    [InlineData(-1, 1000, 60, "Rounds")]
    [InlineData(5, 0, 60, "tokens")]
    [InlineData(5, 1000, 0, "seconds")]
    [InlineData(5, 1000, double.NaN, "seconds")]
    public void A_budget_is_within_the_quotas_of_the_silo(int rounds, long tokens, double seconds, string reason)
    {
        DebateRules.Check(Good, Options);
        var refused = Assert.Throws<InvalidDebateException>(() => DebateRules.Check(Good with { Budget = new DebateBudget(rounds, tokens, seconds) }, Options));
        Assert.Equal("budget", refused.Field);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("team:planners", true)]
    [InlineData("user:ann", true)]
    [InlineData("planners", false)]
    [InlineData("globex/team:planners", false)]
    [InlineData("team:a/b", false)]
    public void A_bank_is_a_scope(string bank, bool valid)
    {
        if (valid)
            DebateRules.Check(Good with { Bank = bank }, Options);
        else
            Assert.Equal("bank", Assert.Throws<InvalidDebateException>(() => DebateRules.Check(Good with { Bank = bank }, Options)).Field);
    }

    [Fact]
    public void What_was_learnt_shown_known_and_wasted_is_recorded()
    {
        var id = MemoryId.Create(MemoryType.Procedural, new DateTimeOffset(2026, 5, 3, 0, 0, 0, TimeSpan.Zero), 7, 9);
        var started = SimulatedDebate.Recorded(new DebateEvent { Kind = DebateEventKind.Started, Sequence = 1, Request = Good with { Bank = "team:x" }, Known = [new TeamReliability("a", 3, 2)] });
        Assert.Equal(("team:x", new TeamReliability("a", 3, 2)), (started.Request!.Bank, Assert.Single(started.Known)));
        var step = new StepResult
        {
            Step = new DebateStep(DebateStepKind.Propose, 0, "a"),
            Fault = new StepFault(StepFaultKind.Garbage, "?"),
            Wasted = 70,
            Shown = [new ShownCase(id, 0), new ShownCase(id, 0.25f)],
        };
        var done = SimulatedDebate.Recorded(new DebateEvent { Kind = DebateEventKind.StepDone, Sequence = 2, Result = step }).Result!;
        Assert.Equal((70L, 70L), (done.Wasted, done.Cost));
        Assert.Equal(step.Shown, done.Shown.AsEnumerable());
        var stored = SimulatedDebate.Recorded(new DebateEvent { Kind = DebateEventKind.Stored, Sequence = 3, Cases = [id], Reason = "full" });
        Assert.Equal((id, "full"), (Assert.Single(stored.Cases), stored.Reason));
    }

    [Fact]
    public void Tokens_of_a_failed_step_count_and_known_reliability_is_a_prior()
    {
        var results = SimulatedDebate.Scripted(new() { ["a"] = ["!"], ["b"] = ["4"], ["c"] = ["5"] });
        var request = SimulatedDebate.Request("a", "b", "c") with { Budget = new DebateBudget(3, 100, 60) };
        var state = new SimulatedDebate(request, (state, step) => results(state, step) is { Fault: not null } fault ? fault with { Wasted = 90 } : results(state, step)).Run();
        Assert.Equal((ExhaustionCause.Tokens, 110L, 0), (state.Cause, state.Tokens, state.Round));
        Assert.Null(state.Decision!.Team);   // 4 against 5

        var start = new DebateEvent { Kind = DebateEventKind.Started, Sequence = 1, Request = request with { Teams = ["b", "c"], Budget = new DebateBudget(0) }, Known = [new TeamReliability("c", 4, 1)] };
        var known = DebateState.Replay([start]);
        while (DebateMachine.Next(known, start.At) is { IsNone: false } move)
            known = known.Apply((move.Event ?? new DebateEvent { Kind = DebateEventKind.StepDone, Result = results(known, move.Steps[0]) }) with { Sequence = known.Sequence + 1 });
        Assert.Equal("c", known.Decision!.Team);
    }
}
