namespace AgentGrains.Silo;

/// <summary>Whose credential it is, as verified.</summary>
/// <param name="Tenant">The tenant that it opens; null for the operator, who belongs to none.</param>
/// <param name="Role">What it may do there.</param>
internal sealed record Caller(string? Tenant, Role Role);

/// <summary>What came of looking at a presented credential.</summary>
/// <param name="Caller">Whose it is; null when it opens nothing.</param>
/// <param name="WhyNot">What is wrong with it, to tell its holder; null when there is nothing to tell.</param>
internal readonly record struct CredentialCheck(Caller? Caller, string? WhyNot = null);

/// <summary>The role of the caller of a request, for endpoints that offer more to some than to others.</summary>
internal static class CallerRoles
{
    private static readonly object Key = new();
    private static readonly object TenantKey = new();

    /// <summary>Notes the role that was admitted.</summary>
    public static void SetCallerRole(this HttpContext context, Role role) => context.Items[Key] = role;

    /// <summary>The role that was admitted; an admin where no credential is configured, so that only this machine may call.</summary>
    public static Role CallerRole(this HttpContext context) => context.Items.TryGetValue(Key, out var role) ? (Role)role! : Role.Admin;

    /// <summary>Notes the tenant of the credential, where the route names none.</summary>
    public static void SetCallerTenant(this HttpContext context, string tenant) => context.Items[TenantKey] = tenant;

    /// <summary>The tenant that a request is for: the credential's, or the route's.</summary>
    public static string CallerTenant(this HttpContext context) => context.Items[TenantKey] as string ?? (string)context.GetRouteValue("tenant")!;
}
