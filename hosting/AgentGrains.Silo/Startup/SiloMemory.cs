using AgentGrains.Hosting;

namespace AgentGrains.Silo;

/// <summary>The durable silo behind the API.</summary>
internal static class SiloMemory
{
    /// <summary>Adds one silo that stores its memories in the data directory.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        var dataDirectory = builder.Configuration[$"{SiloOptions.Section}:{nameof(SiloOptions.DataDirectory)}"];
        builder.Services.AddSingleton<IReadiness, SiloReadiness>();

        // One that is blank is refused, by name, when the options are checked; until then any other will do.
        builder.AddEmbeddedAgentGrains(string.IsNullOrWhiteSpace(dataDirectory) ? new SiloOptions().DataDirectory : dataDirectory,
            grains => DebateTeams.Add(grains, builder.Configuration));
    }
}
