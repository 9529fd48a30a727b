using System.Collections.Immutable;

namespace AgentGrains.Runtime.Memory;

/// <summary>Takes vectors that were made outside the grain's turn, through its queue like every other write.</summary>
[Alias("agentgrains.IVectorSink")]
internal interface IVectorSink : ITenantOwned
{
    /// <summary>Stores vectors of records that are still there.</summary>
    [Alias("StoreVectors")]
    ValueTask StoreVectorsAsync(ImmutableArray<EmbeddedRecord> embedded, CancellationToken cancellationToken);
}

/// <summary>A record's new vector.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.EmbeddedRecord")]
internal sealed record EmbeddedRecord([property: Id(0)] MemoryId Id, [property: Id(1)] StoredVector Vector);
