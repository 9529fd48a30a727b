using System.Globalization;
using AgentGrains.Storage.Sqlite;
using Orleans.Storage;

namespace AgentGrains.Tests.Storage.Broken;

/// <summary>A provider of few lines that passes the suite, or fails it in one chosen way.</summary>
internal sealed class DictionaryGrainStorage(IGrainStorageSerializer serializer, Fault fault) : IGrainStorage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StateKey, (string ETag, BinaryData Payload)> _records = [];
    private long _lastETag;

    public void Reopen()
    {
        if (fault == Fault.ForgetsOnReopen)
            _records.Clear();
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            var exists = _records.TryGetValue(Key(stateName, grainId), out var record);
            grainState.RecordExists = exists;
            grainState.ETag = exists ? record.ETag : null;
            grainState.State = exists ? serializer.Deserialize<T>(record.Payload) : Activator.CreateInstance<T>();
            return Task.CompletedTask;
        }
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            Verify(Key(stateName, grainId), grainState.ETag);
            grainState.ETag = (++_lastETag).ToString(CultureInfo.InvariantCulture);
            grainState.RecordExists = true;
            var copy = new BinaryData(serializer.Serialize(grainState.State).ToArray());
            _records[Key(stateName, grainId)] = (grainState.ETag, copy);
            return Task.CompletedTask;
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            Verify(Key(stateName, grainId), grainState.ETag);
            if (fault != Fault.DropsDeletes)
                _records.Remove(Key(stateName, grainId));
            grainState.ETag = null;
            grainState.RecordExists = false;
            grainState.State = Activator.CreateInstance<T>();
            return Task.CompletedTask;
        }
    }

    private static StateKey Key(string stateName, GrainId grainId) => new("dictionary", stateName, grainId);

    private void Verify(StateKey key, string? etag)
    {
        var stored = _records.TryGetValue(key, out var record) ? record.ETag : null;
        if (stored != etag && fault != Fault.IgnoresETag)
            throw new InconsistentStateException($"{key} was refused.", stored, etag);
    }
}
