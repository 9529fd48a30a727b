namespace AgentGrains.Runtime.Tenants;

/// <summary>
/// Holds foreign code to one tenant: whatever it sets as its context, its grain calls go to that tenant or nowhere. It follows the
/// asynchronous flow that it is entered in; code that cuts the flow off, in the same process, is beyond it.
/// </summary>
internal static class TenantConfinement
{
    private static readonly AsyncLocal<string?> Held = new();

    /// <summary>The tenant that the current flow is held to; null for none.</summary>
    public static string? Current => Held.Value;

    /// <summary>Holds the current flow, and what it starts, to a tenant. It ends with the asynchronous method that called it.</summary>
    public static void Enter(string tenant) => Held.Value = tenant;
}

/// <summary>Refuses a confined flow's calls to another tenant's grains, before they leave.</summary>
internal sealed class TenantConfinementFilter : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (TenantConfinement.Current is { } tenant && typeof(ITenantOwned).IsAssignableFrom(context.Request.GetInterfaceType())
            && !TenantCallFilter.Owns(tenant, context.TargetId.Key))
        {
            RuntimeMetrics.TenantRefused();
            throw new TenantMismatchException("The call is for another tenant's memory, and comes from code that is held to one.");
        }

        return context.Invoke();
    }
}
