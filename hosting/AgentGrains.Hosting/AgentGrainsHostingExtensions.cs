using AgentGrains.Engine.Routing;
using AgentGrains.Inference.Cascade;
using AgentGrains.Inference.Chat;
using AgentGrains.Runtime;
using AgentGrains.Runtime.Client;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Memory;
using AgentGrains.Runtime.Recall;
using AgentGrains.Runtime.Scopes;
using AgentGrains.Runtime.Tenants;
using AgentGrains.SemanticKernel.Agents;
using AgentGrains.Storage.Sqlite;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;

namespace AgentGrains.Hosting;

/// <summary>Puts AgentGrains into a host.</summary>
public static class AgentGrainsHostingExtensions
{
    /// <summary>
    /// Makes this silo host memory. Storage comes from the provider named <see cref="StorageNames.Journal"/>, else from the default
    /// provider; <see cref="UseEmbeddedStorage"/> adds a durable one.
    /// </summary>
    public static ISiloBuilder AddAgentGrains(this ISiloBuilder silo, Action<AgentGrainsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        var services = silo.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<OperationJournalFactory>();
        services.TryAddSingleton<BackgroundRuns>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, BackgroundRuns>(static provider => provider.GetRequiredService<BackgroundRuns>()));
        services.TryAddSingleton<MemoryServices>(provider => ActivatorUtilities.CreateInstance<MemoryServices>(provider));
        services.TryAddSingleton<IChatClient, ExtractiveChatClient>();
        services.AddOptions<MemoryOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.AddTenants();
        services.AddEncryption();
        services.AddOptions<ForgettingOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.AddOptions<VectorOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.AddDerivation();
        services.AddConsolidation();
        services.AddDebates();
        services.AddGuard();
        services.AddOptions<ResourceOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.AddOptions<VaultOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.TryAddSingleton<IMemoryRouter, RuleMemoryRouter>();
        services.TryAddSingleton<DenseStage>(static provider => ActivatorUtilities.CreateInstance<DenseStage>(provider));
        services.TryAddSingleton<RerankStage>(static provider => ActivatorUtilities.CreateInstance<RerankStage>(provider));
        services.TryAddSingleton<IAgentTurnRunner, KernelTurnRunner>();
        services.AddOptions<WorkingMemoryOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.AddOptions<RecallOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.AddOptions<CascadeOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.AddOptions<OutcomeOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.AddOptions<AgentOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.AddOptions<JournalOptions>().Validate(OptionRules.Check).ValidateOnStart();
        silo.AddIncomingGrainCallFilter<TenantCallFilter>();
        silo.AddOutgoingGrainCallFilter<TenantConfinementFilter>();
        services.AddAgentGrainsClient();
        configure?.Invoke(new AgentGrainsBuilder(services));
        services.AddInference();
        return silo;
    }

    /// <summary>Keeps everything in one SQLite file: the durable default of a single silo.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="dataDirectory">Folder of the file; it is made if it is not there. One process at a time may use it.</param>
    public static ISiloBuilder UseEmbeddedStorage(this ISiloBuilder silo, string dataDirectory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        silo.Services.AddKeyedSingleton<IGrainStorageSerializer, JournalBlobSerializer>(StorageNames.Journal);
        silo.Services.AddSingleton<IStorageScrub, SqliteScrub>();
        return silo
            .AddSqliteGrainStorage(StorageNames.Journal, options => options.DataDirectory = dataDirectory)
            .UseSqliteReminders(options => options.DataDirectory = dataDirectory);
    }

    /// <summary>Adds an <see cref="IMemoryClient"/> and an <see cref="IDebateClient"/> over the process's Orleans client or silo.</summary>
    public static IServiceCollection AddAgentGrainsClient(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<CubeOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.TryAddSingleton<WriteRetry>();
        services.TryAddSingleton<IMemoryClient, MemoryClient>();
        services.TryAddSingleton<IDebateClient, DebateClient>();
        return services;
    }
}
