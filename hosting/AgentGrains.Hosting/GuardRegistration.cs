using AgentGrains.Runtime.Governance;
using AgentGrains.Runtime.Guard;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentGrains.Hosting;

/// <summary>What guards a silo's memories; a policy and a judge come from the builder.</summary>
internal static class GuardRegistration
{
    public static void AddGuard(this IServiceCollection services)
    {
        services.AddOptions<GuardOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.TryAddSingleton<GuardLeases>();
        services.TryAddSingleton<TenantRules>();
        services.TryAddSingleton<PolicyCalls>(provider => ActivatorUtilities.CreateInstance<PolicyCalls>(provider));
        services.TryAddSingleton<EvidenceGuard>(provider => ActivatorUtilities.CreateInstance<EvidenceGuard>(provider));
    }
}
