using AgentGrains.Inference.Metrics;

namespace AgentGrains.Inference.Batching;

/// <summary>What a batcher calls.</summary>
internal sealed record BatchWork<TItem, TResult>
{
    /// <summary>Name of the pool, for metrics and errors.</summary>
    public required string Name { get; init; }

    /// <summary>Does a batch: one result per item, in order.</summary>
    public required Func<IReadOnlyList<TItem>, CancellationToken, Task<TResult[]>> RunAsync { get; init; }

    /// <summary>What is wrong with a result; null when nothing is. Only its own caller sees it.</summary>
    public Func<TItem, TResult, Exception?> Check { get; init; } = static (_, _) => null;

    /// <summary>Whether a failure is one of the content, so that halves of the batch may succeed.</summary>
    public Func<Exception, bool> IsOfContent { get; init; } = static _ => false;
}

/// <summary>
/// Runs many callers' work in batches: <see cref="BatchQueue"/> decides, this class waits, calls and answers. A caller alone runs its work
/// itself, at once; work nobody waits for any more is taken out; equal work under way is done once.
/// </summary>
/// <remarks>Thread-safe. No batch carries a caller's request context, as it is nobody's in particular.</remarks>
internal sealed partial class MicroBatcher<TItem, TResult> : IAsyncDisposable
{
    private static readonly TimeSpan Sweep = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, WorkItem<TItem, TResult>> _underWay = [];
    private readonly HashSet<RunningBatch> _running = [];
    private readonly BatchWork<TItem, TResult> _work;
    private readonly InferencePoolOptions _options;
    private readonly TimeProvider _clock;
    private readonly long _origin;
    private readonly BatchQueue _queue;
    private readonly ITimer _timer;
    private readonly PoolMetrics _metrics;
    private TimeSpan _timerAt = TimeSpan.MaxValue;
    private bool _isClosed;
    private TaskCompletionSource? _drained;

    public MicroBatcher(BatchWork<TItem, TResult> work, InferencePoolOptions options, int lanes, TimeProvider clock)
    {
        (_work, _options, _clock, _origin) = (work, options, clock, clock.GetTimestamp());
        _queue = new BatchQueue(options, lanes);
        _metrics = new PoolMetrics(work.Name);
        using (ExecutionContext.SuppressFlow())
            _timer = clock.CreateTimer(static self => ((MicroBatcher<TItem, TResult>)self!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Items that wait, for tests and status.</summary>
    public int Queued
    {
        get
        {
            lock (_gate)
                return _queue.Count;
        }
    }

    private TimeSpan Now => _clock.GetElapsedTime(_origin);

    /// <summary>Does all of a caller's work; one result each, in order.</summary>
    /// <exception cref="LimitExceededException">The tenant has too much queued already. Nothing was queued.</exception>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    public Task<TResult[]> RunAsync(PoolCall call, IReadOnlyList<PoolWork<TItem>> work, CancellationToken cancellationToken)
    {
        if (work.Count == 0)
            return Task.FromResult(Array.Empty<TResult>());
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<TResult[]>(cancellationToken);
        RunningBatch? mine = null;
        WorkGroup<TItem, TResult> group;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            var now = Now;
            Admit(call, work.Count);
            var wasIdle = _queue.Count == 0 && _queue.Running == 0;
            group = new WorkGroup<TItem, TResult>(work.Count) { Deadline = now + (call.Patience ?? _options.Deadline) };
            for (var i = 0; i < work.Count; i++)
                Add(call, work[i], group, i, now);
            if (wasIdle && work.Count == 1 && _queue.Take(now) is { } batch)
                mine = Started(batch, now);
            else
                Pump(now);
            ArmTimer(now);
        }

        if (cancellationToken.CanBeCanceled)
            Watch(group, cancellationToken);
        // A caller alone needs no other thread.
        if (mine is not null)
            _ = RunAsync(mine);
        return group.Task;
    }

    /// <summary>Refuses new work, lets what is queued run, and returns when all is done.</summary>
    public async Task DrainAsync()
    {
        Task drained;
        lock (_gate)
        {
            _isClosed = true;
            if (_queue.Count == 0 && _queue.Running == 0)
                return;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _drained.Task;
            Pump(Now, isPatient: false);
        }

        await drained.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await DrainAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private void Admit(PoolCall call, int count)
    {
        var queued = _queue.QueuedBy(call.Tenant, call.IsBackground);
        if (queued + count <= _options.MaxQueuedPerTenant)
            return;
        _metrics.Refused();
        throw new LimitExceededException(
            "InferencePoolOptions.MaxQueuedPerTenant", _options.MaxQueuedPerTenant,
            $"The tenant has {queued:N0} texts queued in the {_work.Name} pool and {count:N0} more came; the limit set by InferencePoolOptions.MaxQueuedPerTenant is {_options.MaxQueuedPerTenant:N0}. Try again later.");
    }

    private void Add(PoolCall call, PoolWork<TItem> work, WorkGroup<TItem, TResult> group, int index, TimeSpan now)
    {
        if (work.Key is { } key && _underWay.TryGetValue(key, out var item))
        {
            _metrics.Shared();
            if (group.Deadline > item.Deadline)
                item.Deadline = group.Deadline;
        }
        else
        {
            item = new WorkItem<TItem, TResult>(call, work, group.Deadline);
            if (work.Key is { } own)
                _underWay[own] = item;
            _queue.Add(item, now);
        }

        item.Waiters.Add((group, index));
        group.Items.Add(item);
    }

    private void Watch(WorkGroup<TItem, TResult> group, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (self, group) = ((MicroBatcher<TItem, TResult>, WorkGroup<TItem, TResult>))state!;
                self.Cancel(group, token);
            },
            (this, group));
        lock (_gate)
        {
            if (group.IsOver)
                registration.Unregister();
            else
                group.Registration = registration;
        }
    }

    private void Cancel(WorkGroup<TItem, TResult> group, CancellationToken cancelled)
    {
        var abandoned = new List<RunningBatch>();
        lock (_gate)
        {
            if (group.IsOver)
                return;
            GiveUp(group, abandoned);
            group.Cancel(cancelled);
            CheckDrained();
        }

        abandoned.ForEach(static run => run.Stop());   // outside the lock: it runs the backend's callbacks
    }

    /// <summary>Takes out the work that only this group waited for. The lock is held.</summary>
    private void GiveUp(WorkGroup<TItem, TResult> group, List<RunningBatch> abandoned)
    {
        foreach (var item in group.Items)
        {
            if (item.Waiters.RemoveAll(waiter => waiter.Group == group) == 0 || item.Waiters.Count > 0)
                continue;
            Forget(item);
            if (_queue.Remove(item))
                _metrics.Removed();
            else if (item.Run is { } run && run.Abandon())
                abandoned.Add(run);
        }
    }

    private void Forget(WorkItem<TItem, TResult> item)
    {
        if (item.Key is { } key && _underWay.TryGetValue(key, out var current) && current == item)
            _underWay.Remove(key);
    }

    private void CheckDrained()
    {
        if (_isClosed && _queue.Count == 0 && _queue.Running == 0)
            _drained?.TrySetResult();
    }
}
