namespace AgentGrains.Silo;

/// <summary>Who may call an endpoint. An endpoint that does not say asks for the tenant's own admin; see <see cref="Roles.RequireRole"/>.</summary>
internal enum Access
{
    /// <summary>The holder of a credential of the tenant that the route names, with the role that the endpoint asks for.</summary>
    Tenant = 0,

    /// <summary>The holder of any credential, and this machine.</summary>
    Operator = 1,

    /// <summary>Everybody.</summary>
    Open = 2,

    /// <summary>The holder of the role operator: what shows all tenants at once. Without any credential, this machine.</summary>
    Server = 3,

    /// <summary>The holder of a credential of any tenant, with the role that the endpoint asks for: it works for that tenant.</summary>
    Caller = 4,
}

/// <summary>Marks endpoints with who may call them.</summary>
internal static class AccessExtensions
{
    /// <summary>Sets who may call the endpoint.</summary>
    public static TBuilder RequireAccess<TBuilder>(this TBuilder endpoint, Access access)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AccessRequirement(access));

    /// <summary>Who may call the endpoint; the strictest answer when it does not say.</summary>
    public static Access RequiredAccess(this Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<AccessRequirement>()?.Access ?? Access.Tenant;

    private sealed record AccessRequirement(Access Access);
}
