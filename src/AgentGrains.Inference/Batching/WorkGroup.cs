namespace AgentGrains.Inference.Batching;

/// <summary>One caller's pieces of work, answered together.</summary>
/// <remarks>Its batcher's lock guards it.</remarks>
internal sealed class WorkGroup<TItem, TResult>(int count)
{
    private readonly TaskCompletionSource<TResult[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TResult[] _results = new TResult[count];
    private int _left = count;

    /// <summary>Its pieces that are not done yet.</summary>
    public List<WorkItem<TItem, TResult>> Items { get; } = new(count);

    public Task<TResult[]> Task => _done.Task;

    /// <summary>When it is too late for all of it.</summary>
    public TimeSpan Deadline { get; init; }

    public bool IsOver { get; private set; }

    public CancellationTokenRegistration Registration { get; set; }

    public void Set(int index, TResult result)
    {
        _results[index] = result;
        if (--_left == 0 && !IsOver)
            Finish(() => _done.TrySetResult(_results));
    }

    public void Fail(Exception failure)
    {
        if (!IsOver)
            Finish(() => _done.TrySetException(failure));
    }

    public void Cancel(CancellationToken cancelled)
    {
        if (!IsOver)
            Finish(() => _done.TrySetCanceled(cancelled));
    }

    private void Finish(Func<bool> complete)
    {
        IsOver = true;
        Registration.Unregister();   // not Dispose, which would wait for a callback that waits for the lock
        complete();
    }
}

/// <summary>One piece of work and who waits for it.</summary>
internal sealed class WorkItem<TItem, TResult>(PoolCall call, PoolWork<TItem> work, TimeSpan deadline)
    : BatchItem(call.Tenant, call.IsBackground, work.Length, deadline)
{
    public TItem Item { get; } = work.Item;

    public UInt128? Key { get; } = work.Key;

    public List<(WorkGroup<TItem, TResult> Group, int Index)> Waiters { get; } = new(1);

    /// <summary>The batch it runs in.</summary>
    public RunningBatch? Run { get; set; }
}

/// <summary>A batch that runs, until nobody waits for any of it.</summary>
internal sealed class RunningBatch(Batch batch) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private int _wanted = batch.Items.Count;

    public Batch Batch { get; } = batch;

    public CancellationToken Token => _stop.Token;

    /// <summary>One of its items is not waited for any more; true when none is.</summary>
    public bool Abandon() => --_wanted == 0;

    public void Stop() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();
}
