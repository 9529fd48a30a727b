namespace AgentGrains.Inference.Batching;

internal sealed partial class MicroBatcher<TItem, TResult>
{
    private const int MostPolls = 64;

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
    private void Pump(TimeSpan now, bool isPatient = true)
    {
        while (_queue.Take(now, isPatient) is { } batch)
            ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Self.RunAsync(state.Run), (Self: this, Run: Started(batch, now)), preferLocal: false);
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
            if (next - now < TimeSpan.FromMilliseconds(1))
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
        ThreadPool.UnsafeQueueUserWorkItem(static state => state.Self.PollAgain(state.Polls), (Self: this, Polls: MostPolls), preferLocal: false);
    }

    private void PollAgain(int polls)
    {
        lock (_gate)
        {
            var now = Now;
            Pump(now, isPatient: polls > 0);
            _isPolling = _queue.NextTry(now) is { } next && next - now < TimeSpan.FromMilliseconds(1);
            if (!_isPolling)
                return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static state => state.Self.PollAgain(state.Polls), (Self: this, Polls: Math.Max(0, polls - 1)), preferLocal: false);
    }
}
