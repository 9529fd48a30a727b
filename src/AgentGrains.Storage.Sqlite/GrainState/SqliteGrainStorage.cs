using Orleans.Storage;

namespace AgentGrains.Storage.Sqlite;

/// <summary>Grain storage in the silo's SQLite file; every acknowledged write is on disk. Thread-safe.</summary>
internal sealed class SqliteGrainStorage(string name, SqliteStorageOptions options, SqliteDatabaseRegistry databases)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private SqliteDatabase? _database;

    private SqliteDatabase Database => _database
        ?? throw new InvalidOperationException($"Grain storage '{name}' is not open: it opens when the silo starts and closes with it.");

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe($"{nameof(SqliteGrainStorage)}-{name}", ServiceLifecycleStage.RuntimeStorageServices, OpenAsync, CloseAsync);

    public Task OpenAsync(CancellationToken cancellationToken)
    {
        _database ??= databases.Acquire(options);
        return Task.CompletedTask;
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _database, null) is { } database)
            await databases.ReleaseAsync(database);
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var stored = await Database.ReadAsync(new StateKey(name, stateName, grainId), StoredState.Read, cancellationToken);
        if (stored is not { } record)
        {
            Reset(grainState);
            return;
        }

        grainState.State = options.GrainStorageSerializer.Deserialize<T>(new BinaryData(record.Payload));
        grainState.ETag = StateVersion.ToETag(record.Version);
        grainState.RecordExists = true;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var key = new StateKey(name, stateName, grainId);
        var payload = options.GrainStorageSerializer.Serialize(grainState.State).ToMemory();
        if (payload.Length > options.MaxPayloadBytes)
            throw new SqliteStorageException(
                $"Writing {key} was refused: {payload.Length:N0} bytes, and SqliteStorageOptions.MaxPayloadBytes is " +
                $"{options.MaxPayloadBytes:N0}. Split the state or raise the limit.", Database.Path);

        var version = await Database.ExecuteAsync(new WriteStateOperation(key, grainState.ETag, payload), cancellationToken);
        grainState.ETag = StateVersion.ToETag(version);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        await Database.ExecuteAsync(new ClearStateOperation(new StateKey(name, stateName, grainId), grainState.ETag), cancellationToken);
        Reset(grainState);
    }

    private static void Reset<T>(IGrainState<T> grainState)
    {
        grainState.State = FreshState<T>.Create();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }
}
