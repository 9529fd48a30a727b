using AgentGrains.Engine.Debate;
using Xunit;

namespace AgentGrains.Tests.Engine.Debate;

/// <summary>The machine over random histories: it ends, in order, with every step once, and a prefix of its events is the state it was.</summary>
public sealed class DebateMachineTests
{
    private const int Histories = 400;

    [Fact]
    public void Every_history_ends_in_order_with_every_step_once()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            var debate = RandomDebate(seed);
            var end = debate.Run();
            Assert.Equal(DebatePhase.Stored, end.Phase);
            var steps = debate.Events.Where(happened => happened.Result is not null).Select(happened => happened.Result!.Step.Id).ToList();
            Assert.Equal(steps.Count, steps.Distinct().Count());
            Assert.True(end.Round <= end.Request!.Budget.Rounds);
            AssertOrder(debate.Events);
            Assert.Equal(end.Admitted, end.Decision!.Verdict == Verdict.Verified);
        }
    }

    [Fact]
    public void Every_prefix_replays_to_the_same_state_and_the_same_next_move()
    {
        for (var seed = 0; seed < Histories / 4; seed++)
        {
            var debate = RandomDebate(seed);
            debate.Run();
            var state = DebateState.Empty;
            for (var length = 1; length <= debate.Events.Count; length++)
            {
                state = state.Apply(debate.Events[length - 1]);
                var replayed = DebateState.Replay(debate.Events.Take(length).Select(SimulatedDebate.Recorded));
                var now = debate.Events[length - 1].At;
                Assert.Equal(state.Status with { Decision = null }, replayed.Status with { Decision = null });
                Assert.Equal(DebateMachine.Next(state, now).Steps, DebateMachine.Next(replayed, now).Steps);
                Assert.Equal(Bytes(DebateMachine.Next(state, now).Event), Bytes(DebateMachine.Next(replayed, now).Event));
            }
        }
    }

    [Fact]
    public void The_order_in_which_results_arrive_changes_nothing()
    {
        for (var seed = 0; seed < Histories / 4; seed++)
        {
            var decisions = Enumerable.Range(0, 4).Select(shuffle => Bytes(RandomDebate(seed, shuffle).Run().Decision!)).ToList();
            Assert.All(decisions, decision => Assert.Equal(decisions[0], decision));
        }
    }

    [Fact]
    public void An_event_that_does_not_fit_is_refused_wherever_it_comes()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var debate = RandomDebate(seed);
            var end = debate.Run();
            var again = debate.Events.First(happened => happened.Result is not null);
            for (var length = 1; length <= debate.Events.Count; length++)
            {
                var state = DebateState.Replay(debate.Events.Take(length));
                if (state.Results.ContainsKey(again.Result!.Step))
                    Assert.Throws<InvalidOperationException>(() => state.Apply(again with { Sequence = state.Sequence + 1 }));
                var stranger = new StepResult { Step = new DebateStep(DebateStepKind.Propose, 0, "stranger"), Answer = new TeamAnswer("1") };
                Assert.Throws<InvalidOperationException>(() => state.Apply(new DebateEvent { Kind = DebateEventKind.StepDone, Sequence = state.Sequence + 1, Result = stranger }));
                Assert.Throws<InvalidOperationException>(() => state.Apply(new DebateEvent { Kind = DebateEventKind.Cancelled, Sequence = state.Sequence }));
            }

            Assert.Throws<InvalidOperationException>(() => end.Apply(new DebateEvent { Kind = DebateEventKind.Cancelled, Sequence = end.Sequence + 1 }));
        }
    }

    [Fact]
    public void A_debate_can_be_cancelled_wherever_it_is()
    {
        var debate = RandomDebate(3);
        debate.Run();
        for (var length = 1; length < debate.Events.Count; length++)
        {
            var cancelled = DebateState.Replay(debate.Events.Take(length)).Apply(new DebateEvent { Kind = DebateEventKind.Cancelled, Sequence = length + 1 });
            Assert.True(cancelled.IsOver);
            Assert.True(DebateMachine.Next(cancelled, debate.Events[^1].At).IsNone);
        }
    }

    [Fact]
    public void Time_ends_it_wherever_it_is_and_what_is_there_is_verified_and_decided()
    {
        var causes = new HashSet<ExhaustionCause?>();
        for (var seconds = 1; seconds < 60; seconds++)
        {
            var request = SimulatedDebate.Request("red", "blue") with { Budget = new DebateBudget(Rounds: 5, Seconds: seconds) };
            var end = new SimulatedDebate(request, SimulatedDebate.Scripted(new() { ["red"] = ["1"], ["blue"] = ["2"] }, value => value == 2 ? Verdict.Verified : Verdict.Refuted)).Run();
            Assert.Equal(DebatePhase.Stored, end.Phase);
            causes.Add(end.Cause);
            if (end.Results.ContainsKey(new DebateStep(DebateStepKind.Execute, 0, "blue")))
                Assert.Equal(2, end.Decision!.Outcome!.Value);
        }

        Assert.Equal([ExhaustionCause.Rounds, ExhaustionCause.Time], causes.Order());
    }

    [Fact]
    public void Tokens_end_it_between_rounds()
    {
        var script = SimulatedDebate.Scripted(new() { ["red"] = ["1"], ["blue"] = ["2"] });
        var request = SimulatedDebate.Request("red", "blue") with { Budget = new DebateBudget(Rounds: 50, Tokens: 50) };
        var end = new SimulatedDebate(request, script).Run();
        Assert.Equal(ExhaustionCause.Tokens, end.Cause);
        Assert.Equal(1, end.Round);   // 20 for the proposals, 10 for the critiques, 20 for the revisions
        Assert.Equal(50, end.Tokens);
    }

    private static SimulatedDebate RandomDebate(int seed, int shuffle = 0)
    {
        var random = new Random(seed);
        var teams = Enumerable.Range(0, random.Next(1, 6)).Select(number => $"team-{number}").ToArray();
        var values = new[] { "1", "1.00001", "2", "2.0001", "x", "!", "infeasible" };
        var solutions = teams.ToDictionary(team => team, _ => Enumerable.Range(0, 5).Select(_ => values[random.Next(values.Length)]).ToArray());
        var request = SimulatedDebate.Request(teams) with
        {
            Protocol = (DebateProtocol)random.Next(3),
            Budget = new DebateBudget(random.Next(0, 5), random.Next(2) == 0 ? 60 : 1_000_000),
            Reliability = [.. teams.Where(_ => random.Next(2) == 0).Select(team => new TeamReliability(team, 1 + random.Next(5), 1 + random.Next(5)))],
        };
        request = request with { Judge = request.Protocol == DebateProtocol.Judge ? "judge" : null };
        var truth = random.Next(3);
        return new SimulatedDebate(
            request,
            SimulatedDebate.Scripted(solutions, truth == 0 ? null : value => Math.Abs(value - truth) < 1e-3 ? Verdict.Verified : Verdict.Refuted, random.Next(2) == 0 ? null : teams[^1]),
            shuffle);
    }

    private static void AssertOrder(List<DebateEvent> events)
    {
        var kinds = events.Where(happened => happened.Result is null).Select(happened => happened.Kind).ToList();
        Assert.Equal(DebateEventKind.Started, kinds[0]);
        Assert.Equal([DebateEventKind.Decided, DebateEventKind.Stored], kinds[^2..]);
        Assert.Contains(kinds[^3], new[] { DebateEventKind.Agreed, DebateEventKind.Exhausted });
        Assert.All(kinds[1..^3], kind => Assert.Equal(DebateEventKind.Compared, kind));
        var stages = new List<(int Round, DebateStepKind Kind)>();
        foreach (var step in events.Where(happened => happened.Result is not null).Select(happened => happened.Result!.Step))
        {
            if (stages.Count == 0 || stages[^1] != (step.Round, step.Kind))
                stages.Add((step.Round, step.Kind));
        }

        Assert.Equal(stages.Count, stages.Distinct().Count());   // no stage begins before the one before it has ended
        Assert.Equal(stages.Where(stage => stage.Kind != DebateStepKind.Verify).OrderBy(stage => stage.Round).ThenBy(stage => Order(stage.Kind)), stages.Where(stage => stage.Kind != DebateStepKind.Verify));
    }

    private static int Order(DebateStepKind kind) => kind switch { DebateStepKind.Critique => -2, DebateStepKind.Revise => -1, _ => (int)kind };

    private static byte[] Bytes(DebateDecision decision) => SimulatedDebate.Bytes(new DebateEvent { Kind = DebateEventKind.Decided, Decision = decision });

    private static byte[] Bytes(DebateEvent? happened) => happened is null ? [] : SimulatedDebate.Bytes(happened);
}
