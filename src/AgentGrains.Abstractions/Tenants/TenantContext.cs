namespace AgentGrains;

/// <summary>
/// The tenant on whose behalf the current call runs. It travels with every grain call, and every grain of a tenant checks it
/// against its own key. Set it from a verified credential, never from what a caller says about itself.
/// </summary>
public static class TenantContext
{
    private const string Key = "agentgrains.tenant";

    /// <summary>The current tenant; null when none is set.</summary>
    public static string? Current => RequestContext.Get(Key) as string;

    /// <summary>Sets the tenant for the calls that the current asynchronous flow makes from here on.</summary>
    /// <exception cref="InvalidScopeException">The name is not a valid tenant.</exception>
    public static void Set(string tenant)
    {
        // Setting copies the context, and most calls go on within the same tenant.
        if (Current != tenant)
            RequestContext.Set(Key, ScopeNames.RequireTenant(tenant));
    }
}
