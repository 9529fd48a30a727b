namespace AgentGrains;

/// <summary>The quarantine of one scope. Held records are in no recall, list, form or derivation; they are seen here.</summary>
/// <remarks>Thread-safe. Every step is an operation in the memory's journal with its reason, and every outcome an event of the tenant's guard.</remarks>
public interface IQuarantine
{
    /// <summary>Every held record: episodic, then semantic, then procedural, each in the order of remembering.</summary>
    IAsyncEnumerable<HeldMemory> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>One held record, with why it is held; null when it is not held.</summary>
    ValueTask<HeldMemory?> GetAsync(MemoryId id, CancellationToken cancellationToken = default);

    /// <summary>Holds a record that was believed. What was derived from it is forgotten.</summary>
    /// <returns>False when there is no such record, or it is held already.</returns>
    ValueTask<bool> HoldAsync(MemoryId id, string reason, CancellationToken cancellationToken = default);

    /// <summary>Releases a held record: it is believed as it would have been, from now on, and its source is confirmed.</summary>
    /// <returns>False when it is not held.</returns>
    ValueTask<bool> ReleaseAsync(MemoryId id, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Purges a record, held or not: it is forgotten, its source is refuted, and a lesson is kept by which the same attack is refused the next time.
    /// </summary>
    /// <returns>False when there is no such record.</returns>
    ValueTask<bool> PurgeAsync(MemoryId id, string? reason = null, CancellationToken cancellationToken = default);
}

/// <summary>A tenant's guard.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IGuard
{
    /// <summary>The tenant's policy.</summary>
    ValueTask<GuardPolicy> GetPolicyAsync(CancellationToken cancellationToken = default);

    /// <summary>Sets the tenant's policy. Silos follow within <see cref="GuardOptions.LeaseAge"/>.</summary>
    ValueTask SetPolicyAsync(GuardPolicy policy, CancellationToken cancellationToken = default);

    /// <summary>Vouches for a source, blocks it, or lets it earn its reputation again.</summary>
    ValueTask SetStandingAsync(string source, OperatorStanding standing, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>Sources that differ from an unknown one, in ordinal order.</summary>
    IAsyncEnumerable<SourceStanding> ListSourcesAsync(CancellationToken cancellationToken = default);

    /// <summary>What happened, in order.</summary>
    IAsyncEnumerable<GuardEvent> ReadAuditAsync(CancellationToken cancellationToken = default);
}
