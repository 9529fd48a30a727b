using AgentGrains.Cluster.Tests.Storage;
using AgentGrains.Hosting;
using AgentGrains.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;

namespace AgentGrains.Cluster.Tests;

/// <summary>Silos in this process over one storage that outlives them.</summary>
internal sealed class MemoryCluster : IAsyncDisposable
{
    private MemoryCluster(InProcessTestCluster silos, SharedStorage storage) => (Silos, Storage) = (silos, storage);

    public InProcessTestCluster Silos { get; }

    public SharedStorage Storage { get; }

    public IMemoryClient Memory => Silos.Client.ServiceProvider.GetRequiredService<IMemoryClient>();

    public IGrainFactory Grains => Silos.Client;

    /// <summary>Starts silos. Nothing is derived unless <paramref name="derives"/>, and no outcome kept unless <paramref name="learns"/>: what is tested of one grain is not changed by another.</summary>
    public static async Task<MemoryCluster> StartAsync(
        short silos = 1, SharedStorage? storage = null, Action<AgentGrainsBuilder>? configure = null, Action<ISiloBuilder>? silo = null, bool derives = false, bool learns = false)
    {
        storage ??= new SharedStorage();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, host) =>
        {
            host.Services.AddKeyedSingleton<IGrainStorage>(StorageNames.Journal, (services, _) => storage.For(services.GetRequiredService<Serializer>()));
            host.AddAgentGrains(grains =>
            {
                grains.ConfigureDerivation(options => options.Enabled = derives);
                grains.ConfigureOutcomes(options => options.Enabled = learns);
                configure?.Invoke(grains);
            });
            host.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromSeconds(1);
                options.NumMissedProbesLimit = 2;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            });
            host.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
            silo?.Invoke(host);
        });
        builder.ConfigureClient(client =>
        {
            client.Services.AddAgentGrainsClient();
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new MemoryCluster(cluster, storage);
    }

    /// <summary>Ends every activation of a scope's memories, so that the next call reads storage.</summary>
    public async Task ForgetActivationsAsync(Scope scope)
    {
        foreach (var type in new[] { "episodic-memory", "semantic-memory", "procedural-memory", "user-scope", "derivation", "session-directory", "skill-bank", "vault", "consolidation" })
            await Silos.DeactivateAsync(GrainId.Create(type, scope.Key));
    }

    public async ValueTask DisposeAsync() => await Silos.DisposeAsync();
}
