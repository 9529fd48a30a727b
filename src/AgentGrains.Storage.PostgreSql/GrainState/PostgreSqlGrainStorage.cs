using Npgsql;
using Orleans.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace AgentGrains.Storage.PostgreSql;

/// <summary>Grain storage in PostgreSQL; every acknowledged write is on the server's disk. Thread-safe.</summary>
internal sealed class PostgreSqlGrainStorage(
    string name, PostgreSqlOptions options, PostgreSqlDatabase database, ClusterOptions cluster, IActivatorProvider activators)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private GroupCommitWriter? _writer;

    private GroupCommitWriter Writer => _writer
        ?? throw new InvalidOperationException($"Grain storage '{name}' is not open: it opens when the silo starts and closes with it.");

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe($"{nameof(PostgreSqlGrainStorage)}-{name}", ServiceLifecycleStage.RuntimeStorageServices, OpenAsync, CloseAsync);

    public Task OpenAsync(CancellationToken cancellationToken)
    {
        _writer ??= new GroupCommitWriter(database.State, options);
        return Task.CompletedTask;
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _writer, null) is { } writer)
            await writer.DisposeAsync();
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = Key(stateName, grainId);
        try
        {
            await using var command = database.State.CreateCommand(StateOperation.Read);
            key.AddTo(command.Parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                Reset(grainState);
                return;
            }

            grainState.State = options.GrainStorageSerializer.Deserialize<T>(new BinaryData(reader.GetFieldValue<byte[]>(1)))!;
            grainState.ETag = StateOperation.ToETag(reader.GetInt64(0));
            grainState.RecordExists = true;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw new StorageUnavailableException($"Reading {key} failed ({failure.GetType().Name}: {failure.Message}); nothing was changed, try again.", failure);
        }
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var payload = options.GrainStorageSerializer.Serialize(grainState.State).ToMemory();
        var version = await ExecuteAsync(new StateOperation(Key(stateName, grainId), grainState.ETag, payload), cancellationToken);
        grainState.ETag = StateOperation.ToETag(version);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await ExecuteAsync(new StateOperation(Key(stateName, grainId), grainState.ETag, payload: null), cancellationToken);
        Reset(grainState);
    }

    private async Task<long> ExecuteAsync(StateOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            return await Writer.ExecuteAsync(operation, cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw new WriteUncertainException(
                $"Writing {operation.Key} failed ({failure.GetType().Name}: {failure.Message}); whether it was written is not known.", failure);
        }
    }

    private StateKey Key(string stateName, GrainId grainId) => new(cluster.ServiceId, name, stateName, grainId);

    private void Reset<T>(IGrainState<T> grainState)
    {
        grainState.State = activators.GetActivator<T>().Create();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }
}
