using AgentGrains.Hosting;
using AgentGrains.Inference.Debate;

namespace AgentGrains.Silo;

/// <summary>Which debates this server can hold: contested facts, between the teams that its configuration names.</summary>
internal static class DebateTeams
{
    /// <summary>Adds the family of contested facts and the configured teams.</summary>
    public static void Add(AgentGrainsBuilder grains, IConfiguration configuration)
    {
        grains.UseContestedFacts();
        var options = new SiloOptions();
        configuration.GetSection(SiloOptions.Section).Bind(options);
        foreach (var team in options.DebateTeams)
            grains.UseDebateTeam(services => new MemoryDebateTeam(team.Name, services.GetRequiredService<IMemoryClient>(), team.Scope));
    }
}
