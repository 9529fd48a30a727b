using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>The outcomes of one round, grouped by equality.</summary>
/// <param name="Round">The round.</param>
/// <param name="Groups">Teams with equal outcomes, ordered by outcome; a team without an outcome is in none.</param>
/// <param name="Agreed">Whether one group holds every outcome and more than half of all teams.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.OutcomeComparison")]
public sealed record OutcomeComparison(
    [property: Id(0)] int Round, [property: Id(1)] ImmutableArray<OutcomeGroup> Groups, [property: Id(2)] bool Agreed);

/// <summary>Teams whose outcomes are the same.</summary>
/// <param name="Teams">The teams, in ordinal order of their names.</param>
/// <param name="Outcome">The outcome of the smallest value among them.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.OutcomeGroup")]
public sealed record OutcomeGroup([property: Id(0)] ImmutableArray<string> Teams, [property: Id(1)] TeamOutcome Outcome);

/// <summary>How a debate was decided.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.DebateDecision")]
public sealed record DebateDecision
{
    /// <summary>The team whose solution speaks; null when the evidence decides nothing.</summary>
    [Id(0)] public string? Team { get; init; }

    /// <summary>Its solution.</summary>
    [Id(1)] public string? Solution { get; init; }

    /// <summary>Its outcome.</summary>
    [Id(2)] public TeamOutcome? Outcome { get; init; }

    /// <summary>What the verifier found about it.</summary>
    [Id(3)] public Verdict Verdict { get; init; }

    /// <summary>Whether the teams agreed.</summary>
    [Id(4)] public bool Agreed { get; init; }

    /// <summary>The last round that was compared; 0 when the first proposals were enough.</summary>
    [Id(5)] public int Round { get; init; }

    /// <summary>Why this one.</summary>
    [Id(6)] public required string Reason { get; init; }

    /// <summary>All groups with their evidence, strongest first: the first is the votes for, the others are dissent.</summary>
    [Id(7)] public ImmutableArray<GroupEvidence> Groups { get; init; } = [];

    /// <summary>Every team's reliability after this debate, in the order of the request.</summary>
    [Id(8)] public ImmutableArray<TeamReliability> Reliability { get; init; } = [];
}

/// <summary>What speaks for one group of equal outcomes.</summary>
/// <param name="Teams">Its teams.</param>
/// <param name="Outcome">Their outcome.</param>
/// <param name="Verdict">The best finding about any of them.</param>
/// <param name="Support">Sum of their reliabilities' means.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.GroupEvidence")]
public sealed record GroupEvidence(
    [property: Id(0)] ImmutableArray<string> Teams,
    [property: Id(1)] TeamOutcome Outcome,
    [property: Id(2)] Verdict Verdict,
    [property: Id(3)] double Support);

/// <summary>Where a debate stands.</summary>
/// <param name="Phase">What was reached last.</param>
/// <param name="Round">The current round.</param>
/// <param name="Tokens">Tokens spent.</param>
/// <param name="Faults">Steps that ended in a fault.</param>
/// <param name="Sequence">Position of the last event.</param>
/// <param name="Decision">The decision; null before there is one.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.DebateStatus")]
public sealed record DebateStatus(
    [property: Id(0)] DebatePhase Phase,
    [property: Id(1)] int Round,
    [property: Id(2)] long Tokens,
    [property: Id(3)] int Faults,
    [property: Id(4)] long Sequence,
    [property: Id(5)] DebateDecision? Decision)
{
    /// <summary>Whether it is over.</summary>
    public bool IsOver => Phase is DebatePhase.Stored or DebatePhase.Cancelled;
}

/// <summary>What a debate has reached.</summary>
[GenerateSerializer, Alias("agentgrains.DebatePhase")]
public enum DebatePhase : byte
{
    /// <summary>There is no debate.</summary>
    None = 0,

    /// <summary>Teams propose.</summary>
    Started = 1,

    /// <summary>Every team proposed or failed; solutions are executed.</summary>
    Proposed = 2,

    /// <summary>Every solution of the round has an outcome.</summary>
    Executed = 3,

    /// <summary>The outcomes are grouped; teams criticise, or a judge chooses.</summary>
    Compared = 4,

    /// <summary>Critiques are in; teams revise.</summary>
    Criticized = 5,

    /// <summary>Revisions are in; they are executed.</summary>
    Revised = 6,

    /// <summary>The teams agree; their outcome is verified.</summary>
    Agreed = 7,

    /// <summary>It ended without agreement; the outcomes are verified.</summary>
    Exhausted = 8,

    /// <summary>It is decided.</summary>
    Verified = 9,

    /// <summary>It is over and kept.</summary>
    Stored = 10,

    /// <summary>It was stopped.</summary>
    Cancelled = 11,
}
