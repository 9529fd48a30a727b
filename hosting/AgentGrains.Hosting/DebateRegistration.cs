using AgentGrains.Runtime;
using AgentGrains.Runtime.Debate;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentGrains.Hosting;

/// <summary>What debates need on a silo; teams, families and verifiers come from the builder.</summary>
internal static class DebateRegistration
{
    public static void AddDebates(this IServiceCollection services)
    {
        services.AddOptions<DebateOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.TryAddSingleton<DebateParticipants>();
        services.TryAddSingleton<StepRunner>();
        services.TryAddSingleton<DebateBank>();
        services.TryAddSingleton<GrainReminders>();
    }
}
