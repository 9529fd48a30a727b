using System.Diagnostics;

namespace AgentGrains.Inference.Batching;

internal sealed partial class MicroBatcher<TItem, TResult>
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(1);

    private bool _isPolling;

    private RunningBatch Started(Batch batch, TimeSpan now)
    {
        var run = new RunningBatch(batch);
        _running.Add(run);
        foreach (var item in batch.Items)
        {
            ((WorkItem<TItem, TResult>)item).Run = run;
            _metrics.Waited(now - item.QueuedAt);
        }

        _metrics.Started(batch);
        return run;
    }

    /// <summary>Starts every batch that may start now. The lock is held.</summary>
    /// <returns>Whether any was started.</returns>
    private bool Pump(TimeSpan now, bool isPatient = true)
    {
        var any = false;
        for (; _queue.Take(now, isPatient) is { } batch; any = true)
            ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Self.RunAsync(state.Run), (Self: this, Run: Started(batch, now)), preferLocal: false);
        return any;
    }

    private async Task RunAsync(RunningBatch run)
    {
        var items = run.Batch.Items.ConvertAll(static item => (WorkItem<TItem, TResult>)item);
        var outcomes = new (TResult? Result, Exception? Failure)[items.Count];
        var succeeded = await TryAsync(items, outcomes, 0, items.Count, run.Token).ConfigureAwait(false);
        lock (_gate)
        {
            var now = Now;
            _running.Remove(run);
            _queue.End(run.Batch, now, succeeded);
            _metrics.Ended(now - run.Batch.TakenAt);
            for (var i = 0; i < items.Count; i++)
                Answer(items[i], outcomes[i].Result, outcomes[i].Failure);
            Pump(now);
            ArmTimer(now);
            CheckDrained();
        }

        run.Dispose();
    }

    private void Answer(WorkItem<TItem, TResult> item, TResult? result, Exception? failure)
    {
        Forget(item);
        item.Run = null;
        foreach (var (group, index) in item.Waiters)
        {
            if (failure is null)
                group.Set(index, result!);
            else
                group.Fail(failure);
        }

        item.Waiters.Clear();
    }

    /// <summary>Runs a part of a batch. A failure of the content is looked for by halves, so that it fails nobody else.</summary>
    private async ValueTask<bool> TryAsync(
        List<WorkItem<TItem, TResult>> items, (TResult? Result, Exception? Failure)[] outcomes, int first, int count, CancellationToken stopping)
    {
        try
        {
            var inputs = new TItem[count];
            for (var i = 0; i < count; i++)
                inputs[i] = items[first + i].Item;
            var results = await _work.RunAsync(inputs, stopping).ConfigureAwait(false);
            if (results.Length != count)
                throw new ModelOutputException(_work.Name, $"The {_work.Name} backend answered {count} items with {results.Length} results.");
            for (var i = 0; i < count; i++)
                outcomes[first + i] = _work.Check(inputs[i], results[i]) is { } wrong ? (default, wrong) : (results[i], null);
            return true;
        }
        catch (Exception failure) when (count > 1 && _work.IsOfContent(failure) && !stopping.IsCancellationRequested)
        {
            await TryAsync(items, outcomes, first, count / 2, stopping).ConfigureAwait(false);
            await TryAsync(items, outcomes, first + count / 2, count - count / 2, stopping).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Array.Fill(outcomes, (default, failure), first, count);
        }

        return false;
    }

    private void OnTimer()
    {
        var abandoned = new List<RunningBatch>();
        lock (_gate)
        {
            _timerAt = TimeSpan.MaxValue;
            var now = Now;
            foreach (var group in Late(now))
            {
                _metrics.Expired();
                GiveUp(group, abandoned);
                group.Fail(new TimeoutException(
                    $"The {_work.Name} pool did not answer before its deadline; it has {_queue.Count:N0} items queued. InferencePoolOptions.Deadline sets how long a request may take."));
            }

            _queue.ForgetIdle(now);
            Pump(now);
            ArmTimer(now);
            CheckDrained();
        }

        abandoned.ForEach(static run => run.Stop());
    }

    private List<WorkGroup<TItem, TResult>> Late(TimeSpan now) =>
    [
        .. _queue.Items.Concat(_running.SelectMany(static run => run.Batch.Items))
            .SelectMany(static item => ((WorkItem<TItem, TResult>)item).Waiters)
            .Select(static waiter => waiter.Group)
            .Where(group => group.Deadline <= now)
            .Distinct(),
    ];

    private void ArmTimer(TimeSpan now)
    {
        if (_queue.Count == 0 && _running.Count == 0)
            return;
        var at = now + Sweep;
        if (_queue.NextTry(now) is { } next)
        {
            if (next - now < LongestPoll)
                Poll();
            else if (next < at)
                at = next;
        }

        if (at >= _timerAt)
            return;
        _timerAt = at;
        _timer.Change(at - now, Timeout.InfiniteTimeSpan);
    }

    // A timer's milliseconds are too coarse for a batch of one. What is ready to run now goes first: those who were just answered ask again.
    private void Poll()
    {
        if (_isPolling)
            return;
        _isPolling = true;
        PollSoon(Stopwatch.GetTimestamp());
    }

    private void PollSoon(long since) =>
        ThreadPool.UnsafeQueueUserWorkItem(static state => state.Self.PollAgain(state.Since), (Self: this, Since: since), preferLocal: false);

    // By the machine's own time: a clock that stands still must not keep it polling.
    private void PollAgain(long since)
    {
        lock (_gate)
        {
            var now = Now;
            if (Pump(now, isPatient: Stopwatch.GetElapsedTime(since) < LongestPoll))
                since = Stopwatch.GetTimestamp();
            _isPolling = _queue.NextTry(now) is { } next && next - now < LongestPoll;
            if (!_isPolling)
                return;
        }

        PollSoon(since);
    }
}
