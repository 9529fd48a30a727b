namespace AgentGrains.Engine.Fusion;

/// <summary>Keeps the best of many scored ordinals; equal scores are ordered by ordinal.</summary>
/// <remarks>A bounded heap whose root is the worst kept.</remarks>
internal sealed class TopHits
{
    private (float Score, int Ordinal)[] _heap = [];
    private int _limit;

    public int Count { get; private set; }

    /// <summary>Below this nothing can enter any more.</summary>
    public float Floor => Count < _limit ? float.NegativeInfinity : _heap[0].Score;

    public void Clear(int limit)
    {
        (_limit, Count) = (limit, 0);
        if (_heap.Length < limit)
            _heap = new (float, int)[Math.Max(limit, 16)];
    }

    public void Offer(float score, int ordinal)
    {
        if (Count < _limit)
        {
            _heap[Count] = (score, ordinal);
            Up(Count++);
        }
        else if (IsWorse(_heap[0], (score, ordinal)))
        {
            _heap[0] = (score, ordinal);
            Down();
        }
    }

    /// <summary>Ends the collection and returns what was kept, best first.</summary>
    public ReadOnlySpan<(float Score, int Ordinal)> Sorted()
    {
        var kept = _heap.AsSpan(0, Count);
        kept.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Ordinal.CompareTo(b.Ordinal));
        return kept;
    }

    /// <summary>What was kept, in no order.</summary>
    public ReadOnlySpan<(float Score, int Ordinal)> Kept => _heap.AsSpan(0, Count);

    private static bool IsWorse((float Score, int Ordinal) a, (float Score, int Ordinal) b) =>
        a.Score < b.Score || (a.Score == b.Score && a.Ordinal > b.Ordinal);

    private void Up(int at)
    {
        while (at > 0 && IsWorse(_heap[at], _heap[(at - 1) / 2]))
        {
            (_heap[at], _heap[(at - 1) / 2]) = (_heap[(at - 1) / 2], _heap[at]);
            at = (at - 1) / 2;
        }
    }

    private void Down()
    {
        for (var at = 0; ;)
        {
            var child = 2 * at + 1;
            if (child >= Count)
                return;
            if (child + 1 < Count && IsWorse(_heap[child + 1], _heap[child]))
                child++;
            if (!IsWorse(_heap[child], _heap[at]))
                return;
            (_heap[at], _heap[child]) = (_heap[child], _heap[at]);
            at = child;
        }
    }
}
