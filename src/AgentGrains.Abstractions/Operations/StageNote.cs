namespace AgentGrains;

/// <summary>What makes an operation part of a staged run (docs/decisions/0029-staged-operations.md). It changes no record.</summary>
/// <remarks>Immutable and thread-safe. Persisted: never renumber, only add.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.StageNote")]
public sealed record StageNote
{
    /// <summary>The run.</summary>
    [Id(0)] public required string Run { get; init; }

    /// <summary>What the operation says of it.</summary>
    [Id(1)] public StagePhase Phase { get; init; }

    /// <summary>In a step: what would be done to the target.</summary>
    [Id(2)] public ConsolidationKind Step { get; init; }

    /// <summary>In a step that merges names: what the target's subject would be called.</summary>
    [Id(3)] public string? Name { get; init; }

    /// <summary>Where it is opened: who sees it.</summary>
    [Id(4)] public ConsolidationCanary Canary { get; init; } = ConsolidationCanary.None;
}

/// <summary>What an operation says of a staged run.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.StagePhase")]
public enum StagePhase : byte
{
    /// <summary>One step is proposed; nobody sees it yet.</summary>
    Step = 0,

    /// <summary>All steps are there, and canary sessions see them.</summary>
    Opened = 1,

    /// <summary>The steps were taken as ordinary operations, and everybody sees what they did.</summary>
    Promoted = 2,

    /// <summary>Nothing of it stands: it was dropped, undone, or watched long enough.</summary>
    Closed = 3,
}
