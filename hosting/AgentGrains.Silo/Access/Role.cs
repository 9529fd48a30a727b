namespace AgentGrains.Silo;

/// <summary>What the holder of a credential may do; each role may also do what those before it may.</summary>
internal enum Role
{
    /// <summary>Recall, list, read.</summary>
    Reader = 1,

    /// <summary>Remember, forget, run agents.</summary>
    Writer = 2,

    /// <summary>Set limits, erase, destroy the tenant's key.</summary>
    Admin = 3,

    /// <summary>
    /// Runs the server for all tenants and belongs to none: limits, erasure, metrics and the dashboard, and never what a memory holds.
    /// </summary>
    Operator = 4,
}

/// <summary>Roles by name, and on endpoints.</summary>
internal static class Roles
{
    /// <summary>Their names, for messages.</summary>
    public const string Names = "reader, writer, admin or operator";

    /// <summary>Reads a name; false when it is none.</summary>
    public static bool TryParse(string? name, out Role role) =>
        Enum.TryParse(name, ignoreCase: true, out role) && Enum.IsDefined(role) && !char.IsAsciiDigit(name![0]);

    /// <summary>The name as it is written in configuration.</summary>
    public static string Name(this Role role) => role.ToString().ToLowerInvariant();

    /// <summary>Sets the least role that the endpoint asks of a credential of its tenant.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="role">The least role.</param>
    /// <param name="orOperator">Whether the operator may call it for any tenant; never where content is read.</param>
    public static TBuilder RequireRole<TBuilder>(this TBuilder endpoint, Role role, bool orOperator = false)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RoleRequirement(role, orOperator));

    /// <summary>What the endpoint asks; the strictest when it does not say.</summary>
    public static RoleRequirement RequiredRole(this Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<RoleRequirement>() ?? RoleRequirement.Strictest;
}

/// <summary>The role that an endpoint asks for.</summary>
/// <param name="Role">The least role of the tenant's own credential.</param>
/// <param name="OrOperator">Whether the operator may call it, for any tenant.</param>
internal sealed record RoleRequirement(Role Role, bool OrOperator)
{
    public static RoleRequirement Strictest { get; } = new(Role.Admin, OrOperator: false);

    /// <summary>Whether a caller that was found to be of the tenant, or the operator, may go on.</summary>
    public bool Admits(Caller caller) => caller.Role == Role.Operator ? OrOperator : caller.Role >= Role;
}
