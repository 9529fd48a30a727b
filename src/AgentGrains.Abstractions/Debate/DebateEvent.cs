using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>One thing that happened in a debate. The list of them is the debate: state and decision follow from it.</summary>
/// <remarks>Immutable and thread-safe. Which properties are set depends on <see cref="Kind"/>.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.DebateEvent")]
public sealed record DebateEvent
{
    /// <summary>Position in the debate, from 1.</summary>
    [Id(0)] public long Sequence { get; init; }

    /// <summary>When it was recorded.</summary>
    [Id(1)] public DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    [Id(2)] public required DebateEventKind Kind { get; init; }

    /// <summary>The request; for <see cref="DebateEventKind.Started"/>.</summary>
    [Id(3)] public DebateRequest? Request { get; init; }

    /// <summary>A step's result; for <see cref="DebateEventKind.StepDone"/>.</summary>
    [Id(4)] public StepResult? Result { get; init; }

    /// <summary>Groups of equal outcomes; for <see cref="DebateEventKind.Compared"/>.</summary>
    [Id(5)] public OutcomeComparison? Comparison { get; init; }

    /// <summary>Why the debate ended; for <see cref="DebateEventKind.Exhausted"/>.</summary>
    [Id(6)] public ExhaustionCause Cause { get; init; }

    /// <summary>The decision; for <see cref="DebateEventKind.Decided"/>.</summary>
    [Id(7)] public DebateDecision? Decision { get; init; }

    /// <summary>Why; for <see cref="DebateEventKind.Cancelled"/>, and for <see cref="DebateEventKind.Stored"/> when the bank took nothing.</summary>
    [Id(8)] public string? Reason { get; init; }

    /// <summary>Whether the decision may be taught; for <see cref="DebateEventKind.Stored"/>. Only a verified one may.</summary>
    [Id(9)] public bool Admitted { get; init; }

    /// <summary>The records that keep what was learnt; for <see cref="DebateEventKind.Stored"/>. Empty without a bank.</summary>
    [Id(10)] public ImmutableArray<MemoryId> Cases { get; init; } = [];

    /// <summary>What earlier debates say of the teams; for <see cref="DebateEventKind.Started"/>.</summary>
    [Id(11)] public ImmutableArray<TeamReliability> Known { get; init; } = [];
}

/// <summary>What happened in a debate. The numbers are persisted.</summary>
[GenerateSerializer, Alias("agentgrains.DebateEventKind")]
public enum DebateEventKind : byte
{
    /// <summary>It began.</summary>
    Started = 0,

    /// <summary>A step has a result.</summary>
    StepDone = 1,

    /// <summary>The outcomes of a round were compared.</summary>
    Compared = 2,

    /// <summary>The teams agree.</summary>
    Agreed = 3,

    /// <summary>The debate ends without agreement.</summary>
    Exhausted = 4,

    /// <summary>The outcomes were verified and one was decided for, or none.</summary>
    Decided = 5,

    /// <summary>The end: what was learnt is kept.</summary>
    Stored = 6,

    /// <summary>The end: somebody stopped it.</summary>
    Cancelled = 7,
}

/// <summary>Why a debate ended without agreement. The numbers are persisted.</summary>
[GenerateSerializer, Alias("agentgrains.ExhaustionCause")]
public enum ExhaustionCause : byte
{
    /// <summary>All rounds were used.</summary>
    Rounds = 0,

    /// <summary>All tokens were used.</summary>
    Tokens = 1,

    /// <summary>The time was over.</summary>
    Time = 2,

    /// <summary>The protocol has a judge choose.</summary>
    Judge = 3,

    /// <summary>The protocol takes a vote.</summary>
    Vote = 4,
}

/// <summary>One call of a participant, family or verifier.</summary>
/// <param name="Kind">What is called.</param>
/// <param name="Round">The round its result is for.</param>
/// <param name="Team">The team, or the judge.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.DebateStep")]
public readonly record struct DebateStep([property: Id(0)] DebateStepKind Kind, [property: Id(1)] int Round, [property: Id(2)] string Team)
{
    private static readonly string[] Names = ["propose", "execute", "critique", "revise", "judge", "verify"];

    /// <summary>Its name within the debate, such as <c>revise/2/red</c>.</summary>
    public string Id => $"{Names[(int)Kind]}/{Round}/{Team}";
}

/// <summary>What is called in a step. The numbers are persisted.</summary>
[GenerateSerializer, Alias("agentgrains.DebateStepKind")]
public enum DebateStepKind : byte
{
    /// <summary>A first solution.</summary>
    Propose = 0,

    /// <summary>A solution's outcome.</summary>
    Execute = 1,

    /// <summary>What is wrong with the others.</summary>
    Critique = 2,

    /// <summary>A solution for the next round.</summary>
    Revise = 3,

    /// <summary>A judge's choice.</summary>
    Judge = 4,

    /// <summary>A verifier's finding.</summary>
    Verify = 5,
}

/// <summary>The recorded result of a step; it is never computed again.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.StepResult")]
public sealed record StepResult
{
    /// <summary>The step.</summary>
    [Id(0)] public required DebateStep Step { get; init; }

    /// <summary>What a participant returned; null for execution, verification and faults.</summary>
    [Id(1)] public TeamAnswer? Answer { get; init; }

    /// <summary>What came out; for <see cref="DebateStepKind.Execute"/>.</summary>
    [Id(2)] public TeamOutcome? Outcome { get; init; }

    /// <summary>What was found; for <see cref="DebateStepKind.Verify"/>.</summary>
    [Id(3)] public Verification? Verification { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    [Id(4)] public StepFault? Fault { get; init; }

    /// <summary>How often it was begun: more than once when a silo died in the middle.</summary>
    [Id(5)] public int Attempts { get; init; } = 1;

    /// <summary>The cases of earlier debates that the team was shown.</summary>
    [Id(6)] public ImmutableArray<ShownCase> Shown { get; init; } = [];

    /// <summary>Tokens that a step cost which ended in a fault, as far as is known.</summary>
    [Id(7)] public long Wasted { get; init; }

    /// <summary>Tokens that it cost, counted against the budget.</summary>
    public long Cost => Answer?.Tokens ?? Wasted;
}

/// <summary>What went wrong in a step.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Message">More of it.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.StepFault")]
public sealed record StepFault([property: Id(0)] StepFaultKind Kind, [property: Id(1)] string Message);

/// <summary>What may go wrong in a step. The numbers are persisted.</summary>
[GenerateSerializer, Alias("agentgrains.StepFaultKind")]
public enum StepFaultKind : byte
{
    /// <summary>It threw.</summary>
    Threw = 0,

    /// <summary>It did not answer in time.</summary>
    TimedOut = 1,

    /// <summary>It answered with something unusable.</summary>
    Garbage = 2,

    /// <summary>Its silo died every time it was called.</summary>
    Interrupted = 3,

    /// <summary>Its grain could not be reached, or no silo knows it.</summary>
    Unavailable = 4,
}
