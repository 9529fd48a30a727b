using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What makes an operation part of an import. The first one plans it, and each later one is the cursor: a crash repeats none of them.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.ImportNote")]
public sealed record ImportNote
{
    /// <summary>The import: the beginning of the cube's hash, and the rule.</summary>
    [Id(0)] public required string Cube { get; init; }

    /// <summary>
    /// Sequence that the operation had where it came from; 0 in the <see cref="OperationKind.Import"/> that plans. A later Import says that all up to this one was
    /// taken and meant nothing here.
    /// </summary>
    [Id(1)] public long Item { get; init; }

    /// <summary>What happens to conflicts; in a plan, whose <see cref="MemoryOperation.Evidence"/> names them.</summary>
    [Id(2)] public ConflictRule Rule { get; init; }

    /// <summary>Records that were there with the same content; in a plan.</summary>
    [Id(3)] public ImmutableArray<MemoryId> Same { get; init; } = [];
}
