using AgentGrains.Runtime.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace AgentGrains.Hosting;

/// <summary>What keeps tenants within their limits.</summary>
internal static class TenantRegistration
{
    public static void AddTenants(this IServiceCollection services)
    {
        services.AddOptions<TenantOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.TryAddSingleton<TenantShares>();
        services.TryAddSingleton<IInferenceBudget>(static provider => provider.GetRequiredService<TenantShares>());

        // Orleans looks for what is idle once per quantum, and wants an age above it.
        services.AddOptions<GrainCollectionOptions>().Configure<IOptions<TenantOptions>>(static (collection, tenants) =>
        {
            var age = tenants.Value.IdleAge;
            collection.CollectionQuantum = age / 2 < collection.CollectionQuantum ? age / 2 : collection.CollectionQuantum;
            collection.CollectionAge = age;
        });
    }
}
