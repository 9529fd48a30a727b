using AgentGrains.Runtime;
using AgentGrains.Runtime.Consolidation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentGrains.Hosting;

/// <summary>What consolidation needs on a silo; a condenser comes from the builder.</summary>
internal static class ConsolidationRegistration
{
    public static void AddConsolidation(this IServiceCollection services)
    {
        services.AddOptions<ConsolidationOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.TryAddSingleton<CondenserCalls>();
        services.TryAddSingleton<NoteCalls>();
        services.TryAddSingleton<GrainReminders>();
    }
}
