using Orleans.Storage;

namespace AgentGrains.Cluster.Tests.Journal;

/// <summary>What becomes of one storage operation.</summary>
internal enum Fate
{
    Done,
    FailsBefore,
    FailsAfter,
}

/// <summary>One activation's view of storage: every operation waits until the test lets it happen.</summary>
internal sealed class SteppedStorage(IGrainStorage inner) : IGrainStorage
{
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<Fate>? _waiting;

    /// <summary>Completes when an operation waits.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>Decides the waiting operation.</summary>
    public void Step(Fate fate)
    {
        var waiting = _waiting!;
        _waiting = null;
        _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.SetResult(fate);
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WaitAsync(() => inner.ReadStateAsync(stateName, grainId, grainState));

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WaitAsync(() => inner.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WaitAsync(() => inner.ClearStateAsync(stateName, grainId, grainState));

    private async Task WaitAsync(Func<Task> operation)
    {
        var waiting = new TaskCompletionSource<Fate>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting = waiting;
        _arrived.SetResult();
        var fate = await waiting.Task;
        if (fate == Fate.FailsBefore)
            throw new IOException("The storage failed before committing.");
        await operation();
        if (fate == Fate.FailsAfter)
            throw new IOException("The storage failed after committing.");
    }
}
