namespace AgentGrains.Inference.Batching;

internal sealed partial class BatchQueue
{
    /// <summary>When <see cref="Take"/> should be asked again though nothing happens; null when only an event can change its answer.</summary>
    public TimeSpan? NextTry(TimeSpan now)
    {
        if (Count == 0 || Running >= Lanes || !Eligible().Any())
            return null;
        var at = HeldUntil(now);
        return at > now ? at : now;
    }

    /// <summary>The next batch to run; null when nothing should run now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isPatient">False sends what there is, though a larger batch was hoped for.</param>
    public Batch? Take(TimeSpan now, bool isPatient = true)
    {
        if (Count == 0 || Running >= Lanes)
            return null;
        if (Eligible().MinBy(static flow => flow.Tag) is not { } flow || (isPatient && HeldUntil(now) > now))
            return null;
        _turns.Remove(flow);
        _turns.AddLast(flow);
        _virtual = flow.Tag;
        var before = Lanes > 1 ? [] : _turns.Select(flow => (Flow: flow, flow.Count, Demand: flow.Padded(options.MaxBatch))).ToArray();
        var items = Fill(flow.Oldest!, Target(now));
        foreach (var item in items)
        {
            item.Flow!.Running += item.Length;
            item.Flow.Tag += item.Flow.IsBackground ? 4 * item.Length : item.Length;
        }

        foreach (var (asking, count, demand) in before)
        {
            if (asking.Count < count)
                asking.TookTurn(demand);
        }

        var batch = new Batch(items, now);
        Running++;
        _runningItems += items.Count;
        _runningTokens += batch.Tokens;
        return batch;
    }

    // While others are about, the last free lane is kept for those who have less than their share of what runs.
    private IEnumerable<BatchFlow> Eligible() => Lanes - Running > 1 || Lanes == 1 || _runningTokens == 0
        ? _turns
        : _turns.Where(flow => (long)flow.Running * _flows.Count <= _runningTokens);

    private TimeSpan HeldUntil(TimeSpan now)
    {
        if (_queuedTokens >= Target(now) || Count >= options.MaxBatch)
            return TimeSpan.MinValue;
        if (Running > 0 && _flows.Count > 1 && _turns.Any(flow => flow.Running == 0))
            return TimeSpan.MinValue;
        if (_batchItems >= Many)
            return HeldForMore();
        if (Running > 0)
            return Oldest() + Delay;

        // Idle for a moment only: those who were just answered are about to ask again, and half a batch would split them for good.
        return _lastEnd > TimeSpan.MinValue && 0.9 * _expected > Count ? _lastEnd + Delay : TimeSpan.MinValue;
    }

    // Where many ask, how many are answered decides how soon: a lane waits for its share of those who are about.
    private TimeSpan HeldForMore()
    {
        if (0.9 * _about <= Count * Lanes)
            return TimeSpan.MinValue;
        var (since, came) = (Later(Oldest(), _lastEnd), Later(_lastCame, _lastEnd));
        var (longest, gap) = (since + TimeSpan.FromSeconds(Math.Min(options.MaxDelay.TotalSeconds, Cost.Overhead)), came + Gap);
        return gap < longest ? gap : longest;
    }

    private TimeSpan Oldest() => _turns.Min(static flow => flow.Oldest!.QueuedAt);

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private int Target(TimeSpan now)
    {
        var target = Cost.TargetTokens(options.MaxBatchTokens, options.MaxBatchTime);
        if (Lanes > 1 || _flows.Count < 2 || Cost.PerToken <= 0)
            return target;

        // One batch at a time: who asks little waits for what runs and then for its own. Neither may take much longer than its own alone would.
        foreach (var flow in _flows.Values)
        {
            if (flow is { IsBackground: false, Demand: > 0 } && now - flow.LastSeen < Near)
                target = Math.Min(target, (int)(Stretch * flow.Demand + (Stretch - 1) * Cost.TokensOfOverhead));
        }

        return target;
    }

    private List<BatchItem> Fill(BatchItem seed, int target)
    {
        var items = new List<BatchItem>(Math.Min(Count, options.MaxBatch));
        var (longest, useful) = (seed.Length, 0);
        var (own, share, most) = (seed.Flow!, target / _turns.Count, options.MaxBatch / _turns.Count);
        Put(seed);
        if (Lanes == 1 && _turns.Count > 1)
            FillOwn();
        var bucket = LengthBuckets.Of(seed.Length);
        FillFrom(bucket);
        for (int lower = bucket - 1, upper = bucket + 1; !IsFull() && Count > 0 && (lower >= 0 || upper < LengthBuckets.Count); lower--, upper++)
        {
            if (lower >= 0)
                FillFrom(lower);
            if (upper < LengthBuckets.Count)
                FillFrom(upper);
        }

        return items;

        bool IsFull() => items.Count >= options.MaxBatch || Padded(longest, 1) > target;

        int Padded(int length, int more) => Math.Max(longest, length) * (items.Count + more);

        bool Fits(BatchItem item)
        {
            var padded = Padded(item.Length, 1);
            var waste = padded - useful - item.Length;
            return items.Count < options.MaxBatch && padded <= target && waste <= padded / 8 + Cost.TokensOfOverhead / 2;
        }

        void Put(BatchItem item)
        {
            var flow = item.Flow!;
            flow.Deficit -= item.Length;
            Leave(item, flow);
            items.Add(item);
            useful += item.Length;
            longest = Math.Max(longest, item.Length);
        }

        // Whose turn it is has all it may in this batch: what is left of a few texts would wait for another.
        void FillOwn()
        {
            for (var item = own.Oldest; item is not null && items.Count < most && useful + item.Length <= share && Fits(item); item = own.Oldest)
                Put(item);
        }

        void FillFrom(int bucket)
        {
            for (var took = true; took;)
            {
                took = false;
                foreach (var flow in Eligible().ToArray())
                {
                    if (flow.First(bucket) is not { } first || !Fits(first))
                        continue;
                    took = true;
                    flow.Deficit = Math.Min(flow.Deficit, Math.Max(4 * Quantum, first.Length)) + (flow.IsBackground ? Quantum / 4 : Quantum);
                    while (flow.First(bucket) is { } item && flow.Deficit >= item.Length && Fits(item))
                        Put(item);
                }
            }
        }
    }
}
