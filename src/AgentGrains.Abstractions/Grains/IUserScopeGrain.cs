using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>
/// A scope: the life of its three memories. A memory enters its scope before its first write is acknowledged, so that its tenant's
/// directory knows every scope that holds anything. The key is <see cref="Scope.Key"/>.
/// </summary>
[Alias("agentgrains.IUserScopeGrain")]
public interface IUserScopeGrain : ITenantOwned
{
    /// <summary>Enters the scope in its tenant's directory. Repeatable; called once per activation of a memory that is written to.</summary>
    /// <returns>The limits the memory must keep.</returns>
    /// <exception cref="LimitExceededException">The tenant has as many scopes as it may.</exception>
    /// <exception cref="WriteUncertainException">The scope is being erased, or storage failed; retry with the same keys.</exception>
    [Alias("Enter"), AlwaysInterleave]
    ValueTask<TenantLimits> EnterAsync(CancellationToken cancellationToken);

    /// <summary>Removes every memory of the scope from storage, and the scope from its tenant's directory.</summary>
    /// <remarks>Writes to what is already erased are refused while it runs. Repeatable; one that a crash cut short ends by itself, driven by a reminder.</remarks>
    /// <exception cref="WriteUncertainException">Storage failed, or is so slow that the erasure goes on without its caller; erase again.</exception>
    [Alias("Erase"), AlwaysInterleave]
    ValueTask EraseAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Erases records from storage, with all that was derived from them, forgotten or not: their operations are overwritten in the journals. Repeatable; one
    /// that a crash cut short ends by itself, driven by a reminder.
    /// </summary>
    /// <param name="ids">1 to 1,000 records of any of the scope's memories.</param>
    /// <param name="cancellationToken">Stops the call, not what was begun.</param>
    /// <returns>What was erased, or had been; empty when there never was such a record.</returns>
    /// <exception cref="WriteUncertainException">Storage failed, or is so slow that the erasure goes on without its caller; erase again.</exception>
    [Alias("EraseRecords"), AlwaysInterleave]
    ValueTask<RecordErasure> EraseRecordsAsync(ImmutableArray<MemoryId> ids, CancellationToken cancellationToken);

    /// <summary>
    /// Lifts tombstones, so that what was erased with these records may be remembered again; it does not bring anything back. For admins. Repeatable.
    /// </summary>
    /// <param name="erased">1 to 1,000 erased records, those derived from others by their own ids (<see cref="RecordErasure.Records"/>).</param>
    /// <param name="cancellationToken">Stops the call, not what was begun.</param>
    /// <returns>How many tombstones stood.</returns>
    /// <exception cref="WriteUncertainException">Storage failed; lift again.</exception>
    [Alias("LiftTombstones")]
    ValueTask<int> LiftTombstonesAsync(ImmutableArray<MemoryId> erased, CancellationToken cancellationToken);
}

/// <summary>Searches scopes of one tenant, fuses what they find and packs a context. A stateless worker; the key is the tenant.</summary>
[Alias("agentgrains.IRecallGrain")]
public interface IRecallGrain : ITenantOwned
{
    /// <summary>Answers a recall.</summary>
    /// <exception cref="InvalidMemoryException">The request is not valid.</exception>
    [Alias("Recall")]
    ValueTask<RecallResult> RecallAsync(RecallRequest request, CancellationToken cancellationToken);

    /// <summary>Fills a form from beliefs.</summary>
    /// <exception cref="InvalidMemoryException">The request is not valid.</exception>
    [Alias("Resolve")]
    ValueTask<ResolveResult> ResolveAsync(ResolveRequest request, CancellationToken cancellationToken);
}

/// <summary>A tenant: its limits and the directory of its scopes. The key is the tenant.</summary>
[Alias("agentgrains.ITenantGrain")]
public interface ITenantGrain : ITenantOwned
{
    /// <summary>What is known of the tenant.</summary>
    [Alias("Get"), AlwaysInterleave]
    ValueTask<TenantInfo> GetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Sets the tenant's limits. They hold at once where the tenant's grain is, and within <see cref="TenantOptions.RefreshPeriod"/>
    /// everywhere; what is stored already stays.
    /// </summary>
    /// <exception cref="InvalidMemoryException">A limit is out of range.</exception>
    [Alias("SetLimits")]
    ValueTask SetLimitsAsync(TenantLimits limits, CancellationToken cancellationToken);

    /// <summary>How much of its limits the tenant uses.</summary>
    [Alias("GetUsage"), AlwaysInterleave]
    ValueTask<TenantUsage> GetUsageAsync(CancellationToken cancellationToken);

    /// <summary>Wraps the tenant's key with the current master key, after that was changed; data is not encrypted anew. Repeatable.</summary>
    /// <returns>Id of the master key that wraps it now.</returns>
    /// <exception cref="InvalidMemoryException">The tenant has no key.</exception>
    /// <exception cref="TenantKeyException">The key was destroyed, or cannot be unwrapped.</exception>
    [Alias("RewrapKey")]
    ValueTask<string> RewrapKeyAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Destroys the tenant's key: what was encrypted with it cannot be read again by anybody, backups included. Every silo forgets what it
    /// holds in RAM within <see cref="TenantOptions.RefreshPeriod"/> of its next call. Not to be undone. Repeatable.
    /// </summary>
    /// <exception cref="InvalidMemoryException">The tenant has no key.</exception>
    [Alias("DestroyKey")]
    ValueTask DestroyKeyAsync(CancellationToken cancellationToken);

    /// <summary>Enters a scope in the directory. Repeatable.</summary>
    /// <returns>The limits the scope must keep.</returns>
    /// <exception cref="LimitExceededException">The tenant has as many scopes as it may.</exception>
    [Alias("EnterScope")]
    ValueTask<TenantLimits> EnterScopeAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Takes a scope out of the directory. Repeatable.</summary>
    [Alias("LeaveScope")]
    ValueTask LeaveScopeAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Lists scope names in ordinal order.</summary>
    /// <param name="after">Name to go on from; null at first.</param>
    /// <param name="take">Most names to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("ListScopes"), AlwaysInterleave]
    ValueTask<ImmutableArray<string>> ListScopesAsync(string? after, int take, CancellationToken cancellationToken);
}
