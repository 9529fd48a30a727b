using AgentGrains.Engine.Tenants;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Tenants;

/// <summary>What silos and memories draw from a tenant, so that neither a call nor a write has to ask it each time.</summary>
[Alias("agentgrains.ITenantAllotments")]
internal interface ITenantAllotments : ITenantOwned
{
    /// <summary>Reserves room for a memory that is about to hold more.</summary>
    /// <returns>What it may hold without asking again.</returns>
    /// <exception cref="LimitExceededException">The tenant's room does not suffice.</exception>
    /// <exception cref="WriteUncertainException">The scope is not in the directory (any more), or storage failed.</exception>
    [Alias("Reserve")]
    ValueTask<Reservation> ReserveAsync(ReservationRequest request);

    /// <summary>Draws calls and inference tokens for a silo, and tells it the limits.</summary>
    [Alias("Lease"), AlwaysInterleave]
    ValueTask<TenantLease> LeaseAsync(LeaseRequest request);

    /// <summary>The tenant's wrapped key.</summary>
    /// <param name="create">Whether one is made when there is none.</param>
    [Alias("GetKey")]
    ValueTask<TenantKeyAnswer> GetKeyAsync(bool create);

    /// <summary>Asked by grains of the tenant that are in no scope, before their first write.</summary>
    /// <exception cref="WriteUncertainException">The tenant is closed: it is being erased, or was.</exception>
    [Alias("RequireOpen"), AlwaysInterleave]
    ValueTask RequireOpenAsync();

    /// <summary>Closes the tenant, durably, or opens it again. Repeatable.</summary>
    [Alias("SetClosed")]
    ValueTask SetClosedAsync(bool isClosed);

    /// <summary>Whether the tenant is closed.</summary>
    [Alias("IsClosed"), AlwaysInterleave]
    ValueTask<bool> IsClosedAsync();

    /// <summary>Overwrites the names of scopes that are gone in the tenant's own journal. Repeatable.</summary>
    /// <exception cref="InvalidMemoryException">There are scopes.</exception>
    [Alias("RedactNames")]
    ValueTask RedactNamesAsync();
}

/// <summary>A tenant's wrapped key.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.TenantKeyAnswer")]
internal sealed record TenantKeyAnswer([property: Id(0)] int Version, [property: Id(1)] WrappedKey? Key, [property: Id(2)] bool IsDestroyed);

/// <summary>A memory's wish for room.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.ReservationRequest")]
internal sealed record ReservationRequest(
    [property: Id(0)] string Scope, [property: Id(1)] MemoryType Type,
    [property: Id(2)] long HeldRecords, [property: Id(3)] long HeldBytes, [property: Id(4)] long NeededRecords, [property: Id(5)] long NeededBytes)
{
    public StorageAmount Held => new(HeldRecords, HeldBytes);

    public StorageAmount Needed => new(NeededRecords, NeededBytes);
}

/// <summary>What a memory may hold.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.Reservation")]
internal sealed record Reservation([property: Id(0)] long Records, [property: Id(1)] long Bytes)
{
    public StorageAmount Amount => new(Records, Bytes);
}

/// <summary>A silo's wish for calls and tokens.</summary>
/// <param name="Requests">Calls that wait; 0 when only the limits are asked for.</param>
/// <param name="Tokens">Inference tokens that are needed at once; 0 for none.</param>
/// <param name="Settled">Inference tokens that were used beyond those drawn; negative when fewer were.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.LeaseRequest")]
internal sealed record LeaseRequest([property: Id(0)] int Requests, [property: Id(1)] long Tokens, [property: Id(2)] long Settled);

/// <summary>What a silo got.</summary>
/// <param name="Limits">The tenant's limits now.</param>
/// <param name="Requests">Calls that it may let through.</param>
/// <param name="Tokens">Inference tokens that it may spend.</param>
/// <param name="RequestsWait">When <paramref name="Requests"/> is 0: how long until there will be some.</param>
/// <param name="TokensWait">When <paramref name="Tokens"/> is 0: how long until there will be enough.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.TenantLease")]
internal sealed record TenantLease(
    [property: Id(0)] TenantLimits Limits, [property: Id(1)] int Requests, [property: Id(2)] long Tokens,
    [property: Id(3)] TimeSpan RequestsWait, [property: Id(4)] TimeSpan TokensWait)
{
    /// <summary>Whether the tenant's key was destroyed: what is in RAM must go, too.</summary>
    [Id(5)] public bool IsKeyDestroyed { get; init; }

    /// <summary>Whether the tenant is closed: its calls from outside are refused.</summary>
    [Id(6)] public bool IsClosed { get; init; }
}
