using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Cubes;

/// <summary>A memory as cubes are imported into it. Every call is safe to repeat.</summary>
[Alias("agentgrains.ICubeSink")]
internal interface ICubeSink : ITenantOwned
{
    /// <summary>How far an import is; null when it has not begun.</summary>
    [Alias("FindImport")]
    ValueTask<ImportStanding?> FindImportAsync(string import);

    /// <summary>Which of these records are here, and whether they say the same.</summary>
    /// <returns>One byte for each: 0 when it is not here, 1 when it says the same, 2 when it says something else.</returns>
    [Alias("Compare"), AlwaysInterleave]
    ValueTask<ImmutableArray<byte>> CompareAsync(ImmutableArray<RecordContent> records);

    /// <summary>Begins an import; the one that was begun first holds.</summary>
    [Alias("BeginImport")]
    ValueTask<ImportStanding> BeginImportAsync(string import, ConflictRule rule, ImmutableArray<MemoryId> same, ImmutableArray<MemoryId> conflicts);

    /// <summary>Takes operations of a cube, in one commit; those it took before are passed over.</summary>
    /// <returns>How far the import is.</returns>
    /// <exception cref="LimitExceededException">The memory or its tenant is full.</exception>
    [Alias("Import")]
    ValueTask<long> ImportAsync(string import, ImmutableArray<MemoryOperation> operations);
}

/// <summary>A record of a cube.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Hash of what it says.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.RecordContent")]
internal readonly record struct RecordContent([property: Id(0)] MemoryId Id, [property: Id(1)] ulong Content);

/// <summary>How far an import is.</summary>
/// <param name="Cursor">Operations of the cube up to this one were taken.</param>
/// <param name="Same">Records that were here with the same content.</param>
/// <param name="Conflicts">Records that were here with other content.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ImportStanding")]
internal sealed record ImportStanding(
    [property: Id(0)] long Cursor, [property: Id(1)] ImmutableArray<MemoryId> Same, [property: Id(2)] ImmutableArray<MemoryId> Conflicts);
