namespace AgentGrains.Runtime.Inference;

/// <summary>Whose call it is, as its verified context says.</summary>
internal static class PoolTenant
{
    /// <summary>Whose work it is when no tenant is set: the host's own. No tenant can have this name.</summary>
    public const string Host = "*";

    /// <summary>For calls within the silo.</summary>
    public static string Current => TenantContext.Current ?? Host;

    /// <summary>For calls from other silos.</summary>
    /// <exception cref="TenantMismatchException">The call carries no tenant.</exception>
    public static string Require() => TenantContext.Current
        ?? throw new TenantMismatchException("The call carries no tenant. Call the silo's own generator, reranker or chat client, which pass it on.");
}
