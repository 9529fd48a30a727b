using System.Collections.Immutable;

namespace AgentGrains.Runtime.Memory;

/// <summary>A memory as the erasure of records sees it.</summary>
[Alias("agentgrains.IErasureSink")]
internal interface IErasureSink : ITenantOwned
{
    /// <summary>
    /// Erases from storage whatever this memory tells of records, and of all that was derived from them, forgotten or not; returns when it is gone. Repeatable.
    /// </summary>
    /// <param name="sources">Records of this memory or another.</param>
    /// <returns>The records of this memory that were erased, or had been.</returns>
    /// <exception cref="WriteUncertainException">Storage failed; ask again. What was begun is finished by the next activation at the latest.</exception>
    [Alias("EraseRecords")]
    ValueTask<ImmutableArray<MemoryId>> EraseRecordsAsync(ImmutableArray<MemoryId> sources);

    /// <summary>Sketches what is to be erased, before it is; nothing is written.</summary>
    /// <param name="sources">Records of this memory or another.</param>
    /// <param name="salt">The salt of the scope's tombstones.</param>
    /// <returns>The records of this memory that are to be erased; those that say nothing, or are erased already, have an empty sketch.</returns>
    [Alias("Sketch")]
    ValueTask<ImmutableArray<ErasureSketch>> SketchAsync(ImmutableArray<MemoryId> sources, ImmutableArray<byte> salt);

    /// <summary>Raises tombstones, here and for the chapters behind. Repeatable.</summary>
    [Alias("RaiseTombstones")]
    ValueTask RaiseTombstonesAsync(ImmutableArray<ErasureSketch> sketches);

    /// <summary>Lifts the tombstones of erased records. Repeatable.</summary>
    /// <returns>How many stood.</returns>
    [Alias("LiftTombstones")]
    ValueTask<int> LiftTombstonesAsync(ImmutableArray<MemoryId> erased);
}

/// <summary>What a tombstone will keep of a record.</summary>
/// <param name="Id">The record.</param>
/// <param name="Sketch">Its sketch; empty when it says nothing.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ErasureSketch")]
internal sealed record ErasureSketch([property: Id(0)] MemoryId Id, [property: Id(1)] ImmutableArray<byte> Sketch)
{
    /// <summary>What it says, in all its versions; never written anywhere.</summary>
    [Id(2)] public ImmutableArray<string> Texts { get; init; } = [];

    /// <summary>What a stage derived it from; empty for what was told.</summary>
    [Id(3)] public ImmutableArray<MemoryId> Sources { get; init; } = [];
}
