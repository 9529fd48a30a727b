using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Fusion;

/// <summary>
/// Reorders what answers a question for several things, so that one session does not take all the places: best first, where a record counts the less
/// the more of its session stand before it. Records without a session are left as they are.
/// </summary>
/// <remarks>Owns scratch that the next call overwrites. Not thread-safe.</remarks>
internal sealed class SessionSpread(RecordTable records)
{
    /// <summary>So many of the best are reordered; the rest follow as they were.</summary>
    public const int Depth = 60;

    private readonly Dictionary<int, int> _taken = [];
    private (float Score, int Ordinal)[] _ordered = [];

    /// <summary>Reorders, keeping scores non-increasing.</summary>
    /// <param name="hits">Best first.</param>
    /// <param name="loss">What a record loses by each of its session that stands before it.</param>
    /// <returns>The same records; valid until the next call.</returns>
    public ReadOnlySpan<(float Score, int Ordinal)> Reorder(ReadOnlySpan<(float Score, int Ordinal)> hits, float loss)
    {
        if (_ordered.Length < hits.Length)
            _ordered = new (float, int)[hits.Length];
        hits.CopyTo(_ordered);
        var ordered = _ordered.AsSpan(0, hits.Length);
        _taken.Clear();
        var depth = Math.Min(Depth, ordered.Length);
        for (var place = 0; place < depth; place++)
        {
            var (best, most) = (place, float.NegativeInfinity);
            for (var at = place; at < depth; at++)
            {
                var score = ordered[at].Score - loss * Before(ordered[at].Ordinal);
                if (score > most)
                    (best, most) = (at, score);
            }

            // The others keep their order, which decides between equals.
            var taken = ordered[best];
            ordered[place..best].CopyTo(ordered[(place + 1)..]);
            ordered[place] = (most, taken.Ordinal);
            if (SessionOf(taken.Ordinal) is >= 0 and var session)
                _taken[session] = _taken.GetValueOrDefault(session) + 1;
        }

        for (var place = Math.Max(1, depth); place < ordered.Length; place++)
            ordered[place].Score = Math.Min(ordered[place].Score, ordered[place - 1].Score);
        return ordered;
    }

    private int Before(int ordinal) => SessionOf(ordinal) is >= 0 and var session ? _taken.GetValueOrDefault(session) : 0;

    private int SessionOf(int ordinal) => records.Sessions[ordinal];
}
