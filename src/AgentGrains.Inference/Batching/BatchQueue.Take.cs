namespace AgentGrains.Inference.Batching;

internal sealed partial class BatchQueue
{
    /// <summary>When <see cref="Take"/> should be asked again though nothing happens; null when only an event can change its answer.</summary>
    public TimeSpan? NextTry(TimeSpan now)
    {
        if (Count == 0 || Running >= Lanes || !Eligible().Any())
            return null;
        var at = HeldUntil();
        return at > now ? at : now;
    }

    /// <summary>The next batch to run; null when nothing should run now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isPatient">False sends what there is, though a larger batch was hoped for.</param>
    public Batch? Take(TimeSpan now, bool isPatient = true)
    {
        if (Count == 0 || Running >= Lanes)
            return null;
        if (Eligible().FirstOrDefault() is not { } flow || (isPatient && HeldUntil() > now))
            return null;
        _turns.Remove(flow);
        _turns.AddLast(flow);
        var items = Fill(flow.Oldest!);
        foreach (var item in items)
            item.Flow!.Running += item.Length;
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

    private TimeSpan HeldUntil()
    {
        if (_queuedTokens >= Target() || Count >= options.MaxBatch)
            return TimeSpan.MinValue;
        if (Running > 0)
            return _flows.Count > 1 && _turns.Any(flow => flow.Running == 0) ? TimeSpan.MinValue : _turns.Min(flow => flow.Oldest!.QueuedAt) + Delay;

        // Idle for a moment only: those who were just answered are about to ask again, and half a batch would split them for good.
        return _lastEnd > TimeSpan.MinValue && 0.9 * _expected > Count ? _lastEnd + Delay : TimeSpan.MinValue;
    }

    private int Target() => Cost.TargetTokens(options.MaxBatchTokens, options.MaxBatchTime);

    private List<BatchItem> Fill(BatchItem seed)
    {
        var items = new List<BatchItem>(Math.Min(Count, options.MaxBatch));
        var (target, longest, useful) = (Target(), seed.Length, 0);
        Put(seed);
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
            return items.Count < options.MaxBatch && padded <= target && waste <= Math.Max(padded / 8, Cost.TokensOfOverhead / 2);
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
