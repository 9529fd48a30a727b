using System.Text;
using AgentGrains.Runtime.Erasure;

namespace AgentGrains.Runtime.Tenants;

/// <summary>
/// Refuses a call to a tenant's grain unless the caller's tenant is the tenant of the grain's key. This, and not a query filter, is
/// what keeps tenants apart. Calls from outside are counted against the tenant's rate; those of grains are the silo's own work.
/// </summary>
internal sealed class TenantCallFilter(TenantShares shares) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        // Calls of Orleans itself (reminders, timers) come through interfaces that no tenant owns. Streamed answers come through one, too,
        // but carry a caller's call.
        var type = context.Request.GetInterfaceType();
        if (!(typeof(ITenantOwned).IsAssignableFrom(type) || type == typeof(IAsyncEnumerableGrainExtension)) || !IsTenantOwned(context))
            return context.Invoke();
        if (TenantContext.Current is not { } tenant || !Owns(tenant, context.TargetId.Key))
        {
            RuntimeMetrics.TenantRefused();
            throw new TenantMismatchException(TenantContext.Current is null
                ? "The call carries no tenant. Use IMemoryClient, or set TenantContext from a verified credential first."
                : "The call is for another tenant's memory.");
        }

        if (!IsCounted(context))
            return context.Invoke();
        var admitted = shares.AdmitAsync(tenant);
        return admitted.IsCompletedSuccessfully ? context.Invoke() : InvokeAsync(admitted, context);
    }

    private static async Task InvokeAsync(ValueTask admitted, IIncomingGrainCallContext context)
    {
        await admitted;
        await context.Invoke();
    }

    // Whoever has used up the rate must still be able to look at its limits and raise them; a closed tenant, at its erasure.
    private static bool IsCounted(IIncomingGrainCallContext context) =>
        (context.SourceId is not { } source || source.IsClient()) && context.Grain is not (ITenantGrain or ITenantErasureGrain);

    private static bool IsTenantOwned(IIncomingGrainCallContext context) =>
        context.Grain is ITenantOwned || context.TargetContext.GrainInstance is ITenantOwned;

    /// <summary>Whether a key begins with a tenant.</summary>
    internal static bool Owns(string? tenant, IdSpan key)
    {
        if (tenant is null)
            return false;
        Span<byte> utf8 = stackalloc byte[ScopeNames.MaxBytes];
        if (!Encoding.UTF8.TryGetBytes(tenant, utf8, out var length))
            return false;
        var bytes = key.AsSpan();
        return bytes.StartsWith(utf8[..length]) && (bytes.Length == length || bytes[length] == (byte)'/');
    }
}
