using AgentGrains.Conformance;
using Orleans.Storage;

namespace AgentGrains.Cluster.Tests.Storage;

/// <summary>What every storage must keep, kept by the one that configuration makes of a server.</summary>
public abstract class ConfiguredGrainStorageConformance(SharedServers servers, string kind) : GrainStorageConformance
{
    private readonly string _service = $"conformance-{Guid.CreateVersion7():N}";
    private ConfiguredStore? _store;

    protected override async ValueTask<IGrainStorage> OpenAsync() =>
        (_store = await ConfiguredStore.OpenAsync(await servers.GetAsync(kind), _service)).GrainStorage;

    protected override async ValueTask<IGrainStorage> ReopenAsync()
    {
        await CloseAsync();
        return await OpenAsync();
    }

    protected override async ValueTask CloseAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }
}

/// <summary>What every reminder table must keep, kept by the one that configuration makes of a server.</summary>
public abstract class ConfiguredReminderConformance(SharedServers servers, string kind) : ReminderTableConformance
{
    private readonly string _service = $"conformance-{Guid.CreateVersion7():N}";
    private ConfiguredStore? _store;

    protected override async ValueTask<IReminderTable> OpenAsync() =>
        (_store = await ConfiguredStore.OpenAsync(await servers.GetAsync(kind), _service)).Reminders;

    protected override async ValueTask<IReminderTable> ReopenAsync()
    {
        await CloseAsync();
        return await OpenAsync();
    }

    protected override async ValueTask CloseAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }
}
