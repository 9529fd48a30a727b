namespace AgentGrains.Silo;

/// <summary>The durable silo behind the API.</summary>
internal static class SiloMemory
{
    /// <summary>Adds one silo that stores its memories in the data directory.</summary>
    public static void Add(WebApplicationBuilder builder) =>
        throw new InvalidConfigurationException("This build has no storage yet.");
}
