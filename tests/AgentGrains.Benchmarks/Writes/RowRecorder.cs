using System.Globalization;
using AgentGrains.Runtime.Journal;
using Orleans.Storage;

namespace AgentGrains.Benchmarks.Writes;

/// <summary>Storage that remembers every row it is given.</summary>
internal sealed class RowRecorder : IGrainStorage
{
    private readonly Dictionary<string, (string ETag, byte[] Payload)> _rows = [];
    private List<StoredRow> _written = [];
    private int _lastETag;

    /// <summary>The rows since the last call.</summary>
    public List<StoredRow> Take()
    {
        var taken = _written;
        _written = [];
        return taken;
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.RecordExists = _rows.TryGetValue(stateName, out var row);
        grainState.ETag = grainState.RecordExists ? row.ETag : null;
        grainState.State = (T)(object)new JournalBlob { Bytes = row.Payload ?? [] };
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var payload = ((JournalBlob)(object)grainState.State!).Bytes;
        grainState.ETag = (++_lastETag).ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
        _rows[stateName] = (grainState.ETag, payload);
        _written.Add(new StoredRow(stateName, payload));
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException("Nothing is cleared here.");
}
