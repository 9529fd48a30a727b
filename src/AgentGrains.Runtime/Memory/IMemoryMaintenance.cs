using System.Collections.Immutable;

namespace AgentGrains.Runtime.Memory;

/// <summary>What a memory does to itself as time passes; whoever keeps the scope in order calls it.</summary>
[Alias("agentgrains.IMemoryMaintenance")]
internal interface IMemoryMaintenance : ITenantOwned
{
    /// <summary>Moves every record to the zone that its retention has come to, and forgets what has expired. Repeatable; in commits of at most 1,000 records.</summary>
    [Alias("Retier")]
    ValueTask<RetierReport> RetierAsync(CancellationToken cancellationToken);

    /// <summary>Brings back what a deep search found among the archived.</summary>
    [Alias("BringBack")]
    ValueTask BringBackAsync(ImmutableArray<MemoryId> ids);
}

/// <summary>What <see cref="IMemoryMaintenance.RetierAsync"/> did.</summary>
/// <param name="Changed">Records whose zone or maturity changed.</param>
/// <param name="Expired">Records that were forgotten because their time was over.</param>
/// <param name="Archived">Records that are archived now.</param>
/// <param name="VectorBytes">Bytes that vectors take in memory now.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.RetierReport")]
internal sealed record RetierReport(
    [property: Id(0)] int Changed, [property: Id(1)] int Expired, [property: Id(2)] int Archived, [property: Id(3)] long VectorBytes);
