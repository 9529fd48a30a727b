using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What an erasure of records erased.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
/// <param name="Records">The records and all that was derived from them, in order; those that had been erased before, too, as far as they were named.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.RecordErasure")]
public sealed record RecordErasure([property: Id(0)] ImmutableArray<MemoryId> Records)
{
    /// <summary>Tombstones raised by this call, one per record that said something or had a key: they refuse its text, its paraphrases and its key until they are lifted.</summary>
    [Id(1)] public int Tombstones { get; init; }
}
