using AgentGrains.Inference.Batching;
using AgentGrains.Inference.Pool;
using AgentGrains.Inference.Resilience;
using AgentGrains.Runtime.Inference;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace AgentGrains.Hosting;

/// <summary>The inference pool: it takes the place of the embedder, reranker and chat client that were given, which become its backends.</summary>
internal static class InferenceRegistration
{
    private const string RerankBackend = "agentgrains.rerank";

    public static void AddInference(this IServiceCollection services)
    {
        services.AddOptions<InferencePoolOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.AddOptions<BackendOptions>().Validate(OptionRules.Check).ValidateOnStart();
        if (services.Any(static service => service.ServiceType == typeof(Accelerators)))
            return;   // another call of AddAgentGrains has put the pool before its backend
        services.AddSingleton<Accelerators>();
        services.AddPlacementFilter<AcceleratorPlacement, AcceleratorPlacementDirector>(ServiceLifetime.Singleton);
        services.AddSingleton<RemotePools>();
        if (services.TryMove<IEmbeddingGenerator<string, Embedding<float>>>(EmbeddingModels.Backend))
        {
            services.AddSingleton<EmbeddingModels>();
            services.AddSingleton<IEmbeddingModels>(static provider => provider.GetRequiredService<EmbeddingModels>());
            services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(static provider => provider.GetRequiredService<EmbeddingModels>().Generator);
        }

        if (services.TryMove<IReranker>(RerankBackend))
        {
            services.AddSingleton(static provider => new RerankPool(
                new GuardedReranker(
                    provider.GetRequiredKeyedService<IReranker>(RerankBackend), provider.GetRequiredService<IOptions<BackendOptions>>().Value,
                    provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<GuardedReranker>>()),
                provider.GetRequiredService<IOptions<InferencePoolOptions>>().Value,
                provider.GetRequiredService<IInferenceBudget>(), provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<IReranker, PooledReranker>();
        }

        if (services.TryMove<IChatClient>(ChatPool.BackendKey))
        {
            services.AddSingleton<ChatPool>();
            services.AddSingleton<IChatClient, PooledChatClient>();
        }
    }

    // What was given without a key is known by a key from here on.
    private static bool TryMove<TService>(this IServiceCollection services, string key)
        where TService : class
    {
        if (services.LastOrDefault(static service => service.ServiceType == typeof(TService) && !service.IsKeyedService) is not { } given)
            return false;
        services.RemoveAll<TService>();
        services.AddKeyedSingleton<TService>(key, (provider, _) => (TService)(given.ImplementationInstance
            ?? given.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, given.ImplementationType!)));
        return true;
    }
}

/// <summary>Tells other silos what this one has.</summary>
public static class AcceleratorSiloExtensions
{
    /// <summary>Tags this silo with its accelerator, gpu or cpu: inference of the whole cluster runs where <see cref="InferencePoolOptions.Accelerator"/> is.</summary>
    public static ISiloBuilder UseAccelerator(this ISiloBuilder silo, string accelerator)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentException.ThrowIfNullOrWhiteSpace(accelerator);
        return silo.UseSiloMetadata(new Dictionary<string, string> { [Accelerators.Key] = accelerator });
    }
}
