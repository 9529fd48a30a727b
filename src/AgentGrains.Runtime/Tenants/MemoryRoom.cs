using AgentGrains.Engine.Tenants;

namespace AgentGrains.Runtime.Tenants;

/// <summary>The room that one memory has reserved of its tenant's. Most writes fit into it and ask nobody.</summary>
/// <remarks>For one grain: one call at a time.</remarks>
internal sealed class MemoryRoom(IGrainFactory grains, Scope scope, MemoryType type)
{
    private StorageAmount _reserved;
    private TenantLimits? _under;   // the limits that the reservation was made under

    /// <summary>Makes sure that the memory may hold what it is about to.</summary>
    /// <exception cref="LimitExceededException">The tenant's room does not suffice.</exception>
    public ValueTask RequireAsync(TenantLimits limits, StorageAmount held, StorageAmount needed) =>
        ReferenceEquals(_under, limits) && needed.Fits(_reserved) ? ValueTask.CompletedTask : ReserveAsync(limits, held, needed);

    private async ValueTask ReserveAsync(TenantLimits limits, StorageAmount held, StorageAmount needed)
    {
        var tenant = grains.GetGrain<ITenantGrain>(scope.Tenant).AsReference<ITenantAllotments>();
        var reserved = await tenant.ReserveAsync(new ReservationRequest(scope.Name, type, held.Records, held.Bytes, needed.Records, needed.Bytes));
        (_reserved, _under) = (reserved.Amount, limits);
    }
}
