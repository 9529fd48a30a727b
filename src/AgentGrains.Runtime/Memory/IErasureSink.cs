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
}
