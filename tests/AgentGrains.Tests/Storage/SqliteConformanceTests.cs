using AgentGrains.Conformance;
using Orleans.Storage;

namespace AgentGrains.Tests.Storage;

public sealed class SqliteGrainStorageConformanceTests : GrainStorageConformance
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteStore? _store;

    protected override async ValueTask<IGrainStorage> OpenAsync() => (_store = await SqliteStore.OpenAsync(_directory.Path)).GrainStorage;

    protected override async ValueTask<IGrainStorage> ReopenAsync()
    {
        await _store!.DisposeAsync();
        return await OpenAsync();
    }

    protected override async ValueTask CloseAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _directory.Dispose();
    }
}

public sealed class SqliteReminderTableConformanceTests : ReminderTableConformance
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteStore? _store;

    protected override async ValueTask<IReminderTable> OpenAsync() => (_store = await SqliteStore.OpenAsync(_directory.Path)).Reminders;

    protected override async ValueTask<IReminderTable> ReopenAsync()
    {
        await _store!.DisposeAsync();
        return await OpenAsync();
    }

    protected override async ValueTask CloseAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _directory.Dispose();
    }
}
