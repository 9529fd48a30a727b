namespace AgentGrains;

/// <summary>How a silo keeps tenants within their limits.</summary>
public sealed class TenantOptions
{
    /// <summary>
    /// How long a silo goes by the limits it knows before it asks the tenant again: changed limits hold everywhere within this time.
    /// Default 5 seconds; a shorter one costs one call per tenant in use and silo more often. 10 milliseconds to 1 hour.
    /// </summary>
    public TimeSpan RefreshPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a memory, agent or tenant that nobody calls stays in RAM. It comes back from storage at the next call. Default 15
    /// minutes, 1 second to 30 days.
    /// </summary>
    public TimeSpan IdleAge { get; set; } = TimeSpan.FromMinutes(15);
}
