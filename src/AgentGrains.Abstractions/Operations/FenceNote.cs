namespace AgentGrains;

/// <summary>What makes an operation part of a move of its scope between clusters (docs/decisions/0033-moves.md). It changes no record.</summary>
/// <remarks>Immutable and thread-safe. Persisted: never renumber, only add.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.FenceNote")]
public sealed record FenceNote
{
    /// <summary>The move.</summary>
    [Id(0)] public required string Move { get; init; }

    /// <summary>Where the memory stands in it from now on.</summary>
    [Id(1)] public MovePhase Phase { get; init; }

    /// <summary>The other end, as its clients write it: where the scope goes, or comes from.</summary>
    [Id(2)] public string? Elsewhere { get; init; }
}

/// <summary>Where a memory stands in a move.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.MovePhase")]
public enum MovePhase : byte
{
    /// <summary>In no move.</summary>
    None = 0,

    /// <summary>At the source: it takes no more writes, which go to the target.</summary>
    Fenced = 1,

    /// <summary>At the source: the move was given up, and writes are taken again.</summary>
    Lifted = 2,

    /// <summary>At the target: it takes what comes from the source and nothing else.</summary>
    Receiving = 3,

    /// <summary>At the target: all of a fenced source has come and is the same by its hash. It takes nothing any more, and is not open yet.</summary>
    Complete = 4,

    /// <summary>At the target: it is the memory now.</summary>
    Open = 5,

    /// <summary>At the target: the move was given up, and what had come was erased. It cannot be begun again.</summary>
    Abandoned = 6,
}
