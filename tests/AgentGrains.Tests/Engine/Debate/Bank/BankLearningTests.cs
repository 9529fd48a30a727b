using System.Collections.Immutable;
using AgentGrains.Engine.Debate;
using AgentGrains.Engine.Debate.Bank;
using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Tests.Engine.Debate.Bank;

/// <summary>What a debate teaches, from its events alone.</summary>
public sealed class BankLearningTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_confirmed_debate_teaches_solution_repair_dispute_and_the_first_wrong_steps()
    {
        var solutions = new Dictionary<string, string[]> { ["a"] = ["3"], ["b"] = ["4", "3"], ["c"] = ["x", "3"], ["d"] = ["!", "3"] };
        var state = new SimulatedDebate(SimulatedDebate.Request("a", "b", "c", "d"), SimulatedDebate.Scripted(solutions, value => value == 3 ? Verdict.Verified : Verdict.Refuted)).Run();
        var cases = Learn(state);
        Assert.Equal([BankCaseKind.Solution, BankCaseKind.Debug, BankCaseKind.Debate, BankCaseKind.Lesson, BankCaseKind.Lesson], cases.Select(item => item.Kind));
        Assert.All(cases, item => Assert.Equal(("A problem.", Verdict.Verified), (item.Problem, item.Verdict)));
        Assert.Equal("3", cases[0].Right);
        Assert.Equal(("error", "Instead of: x\nwrite: 3"), (cases[1].Wrong, cases[1].Right));
        Assert.Equal("a: Solved 3; b: Solved 4", cases[2].Wrong);
        Assert.Equal(["a objects", "b objects", "c objects", "d objects"], cases[2].Guardrails.Order());   // b, c and d came over: all but the mover itself spoke to it
        Assert.Equal([("4", "3"), ("x", "3")], cases[3..].Select(item => (item.Wrong, item.Right)));
    }

    [Fact]
    public void What_teams_agreed_on_at_once_teaches_the_solution_alone()
    {
        var state = new SimulatedDebate(SimulatedDebate.Request("a", "b"), SimulatedDebate.Scripted(new() { ["a"] = ["3"], ["b"] = ["3"] }, _ => Verdict.Verified)).Run();
        Assert.Equal(BankCaseKind.Solution, Assert.Single(Learn(state)).Kind);
    }

    [Theory]
    [InlineData(Verdict.Unverified)]
    [InlineData(Verdict.Refuted)]
    public void What_is_not_confirmed_teaches_one_lesson_that_says_so(Verdict verdict)
    {
        var state = new SimulatedDebate(SimulatedDebate.Request("a", "b"), SimulatedDebate.Scripted(new() { ["a"] = ["3"], ["b"] = ["4", "3"] }, _ => verdict)).Run();
        var lesson = Assert.Single(Learn(state));
        Assert.Equal((BankCaseKind.Lesson, verdict, ""), (lesson.Kind, lesson.Verdict, lesson.Right));
        Assert.Contains($"a, b: Solved 3, {verdict}", lesson.Wrong, StringComparison.Ordinal);
        Assert.Equal(EpistemicStatus.Exploratory, Assert.Single(Drafts(state)).Status);
    }

    [Fact]
    public void The_same_debate_teaches_the_same_under_the_same_keys_and_a_later_one_under_its_id_other_keys()
    {
        var results = SimulatedDebate.Scripted(new() { ["a"] = ["3"], ["b"] = ["4", "3"] }, _ => Verdict.Verified);
        var state = new SimulatedDebate(SimulatedDebate.Request("a", "b"), results, seed: 1).Run();
        var again = new SimulatedDebate(SimulatedDebate.Request("a", "b"), results, seed: 2).Run();   // in another order
        Assert.Equal(Keys(state), Keys(again));
        var memory = new MemoryState(Scope.Team("acme", "bank"), MemoryType.Procedural);
        foreach (var operation in memory.Decide(Drafts(state), Now, new MemoryOptions()).Operations)
            memory.Apply(operation);
        Assert.Empty(memory.Decide(Drafts(again), Now.AddDays(1), new MemoryOptions()).Operations);
        var later = DebateState.Replay(new[] { new DebateEvent { Kind = DebateEventKind.Started, Sequence = 1, At = Now, Request = SimulatedDebate.Request("a", "b") } });
        Assert.NotEqual(state.StartedAt, later.StartedAt);

        static IEnumerable<string?> Keys(DebateState state) => Drafts(state).Select(draft => draft.Key);
    }

    [Fact]
    public void A_solution_of_any_length_fits_a_record()
    {
        var solution = string.Concat(Enumerable.Repeat("🌱 seeds\n", 20_000));
        var results = SimulatedDebate.Scripted(new() { ["a"] = ["3"], ["b"] = ["3"] }, _ => Verdict.Verified);
        var state = new SimulatedDebate(
            SimulatedDebate.Request("a", "b") with { Task = new DebateTask("t", new string('f', 3000), solution) },
            (state, step) => results(state, step) is { Answer: { } answer } result && step.Kind == DebateStepKind.Propose ? result with { Answer = answer with { Text = solution } } : results(state, step)).Run();
        var memory = new MemoryState(Scope.Team("acme", "bank"), MemoryType.Procedural);
        var operation = Assert.Single(memory.Decide(Drafts(state), Now, new MemoryOptions()).Operations);
        Assert.EndsWith("…", BankText.Read(operation.Record!)!.Right, StringComparison.Ordinal);
        Assert.Single(memory.Decide(BankLearning.DraftsOf(state, "d", text => ContrastiveLesson.LinesOf(text), new MemoryOptions { MaxTextBytes = 500 }), Now, new MemoryOptions { MaxTextBytes = 500 }).Operations);
    }

    private static ImmutableArray<MemoryDraft> Drafts(DebateState state) => BankLearning.DraftsOf(state, "d", text => ContrastiveLesson.LinesOf(text), new MemoryOptions());

    private static ImmutableArray<BankCase> Learn(DebateState state) =>
        [.. Drafts(state).Select(draft => BankText.Read(DraftRecord.Make(draft, default, 1, Now))!)];
}
