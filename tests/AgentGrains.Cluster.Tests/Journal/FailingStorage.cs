using Orleans.Storage;

namespace AgentGrains.Cluster.Tests.Journal;

/// <summary>Fails its nth operation, and every later one when it is a crash; counts them all.</summary>
internal sealed class FailingStorage(IGrainStorage inner, int failAt, Fate fate, bool crash = true) : IGrainStorage
{
    private int _count;

    public int Operations => _count;

    public long BytesWritten { get; private set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        CountAsync(() => inner.ReadStateAsync(stateName, grainId, grainState));

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        BytesWritten += grainState.State is Runtime.Journal.JournalBlob blob ? blob.Bytes.Length : 0;
        return CountAsync(() => inner.WriteStateAsync(stateName, grainId, grainState));
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        CountAsync(() => inner.ClearStateAsync(stateName, grainId, grainState));

    private async Task CountAsync(Func<Task> operation)
    {
        var number = Interlocked.Increment(ref _count);
        if (number == failAt && fate == Fate.FailsBefore || number > failAt && crash)
            throw new IOException("The storage failed before committing.");
        await operation();
        if (number == failAt && fate == Fate.FailsAfter)
            throw new IOException("The storage failed after committing.");
    }
}
