using AgentGrains.Chaos.Servers;
using AgentGrains.Cluster.Tests.Clustering;
using AgentGrains.Hosting;
using AgentGrains.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;

namespace AgentGrains.Cluster.Tests.Storage;

/// <summary>The storage and reminders of a configured silo that does not run: opened as its life cycle would, on data of its own.</summary>
internal sealed class ConfiguredStore : IAsyncDisposable
{
    private readonly ConfiguredSilo _silo;
    private readonly SiloLifecycleSubject _life = new(NullLogger<SiloLifecycleSubject>.Instance);

    private ConfiguredStore(ConfiguredSilo silo)
    {
        _silo = silo;
        GrainStorage = silo.Services.GetRequiredKeyedService<IGrainStorage>(StorageNames.Journal);
        Reminders = silo.Services.GetRequiredService<IReminderTable>();
    }

    public IGrainStorage GrainStorage { get; }

    public IReminderTable Reminders { get; }

    public static async Task<ConfiguredStore> OpenAsync(LocalServer server, string service)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AgentGrains:Storage:Kind"] = server.Kind,
            ["AgentGrains:Storage:ConnectionString"] = server.ConnectionString,
        }).Build();
        await configuration.MigrateStorageAsync();
        var store = new ConfiguredStore(ConfiguredSilo.Build(server, service));
        ((ILifecycleParticipant<ISiloLifecycle>)store.GrainStorage).Participate(store._life);
        await store._life.OnStart(CancellationToken.None);
        await store.Reminders.StartAsync(CancellationToken.None);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await Reminders.StopAsync(CancellationToken.None);
        await _life.OnStop(CancellationToken.None);
        _silo.Close();
    }
}
