using AgentGrains.Hosting;

namespace AgentGrains.Silo;

/// <summary>The silo behind the API.</summary>
internal static class SiloMemory
{
    /// <summary>Adds a silo that stores its memories where the configuration says; in the data directory when it says nothing.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IReadiness, SiloReadiness>();
        var encryption = builder.Configuration.GetSection($"{SiloOptions.Section}:Encryption");
        builder.Services.Configure<CubeOptions>(builder.Configuration.GetSection($"{SiloOptions.Section}:Cubes"));
        builder.AddAgentGrainsSilo(grains =>
        {
            if (encryption.GetChildren().Any())
                grains.UseEncryption(encryption.Bind);
            DebateTeams.Add(grains, builder.Configuration);
        });
        DashboardEndpoint.Add(builder);
    }
}
