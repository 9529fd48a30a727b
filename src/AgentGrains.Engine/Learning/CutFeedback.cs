namespace AgentGrains.Engine.Learning;

/// <summary>One memory's list in a reported recall, as a cut sees it.</summary>
public sealed class CutList
{
    private readonly (float Score, int At)[] _ranked;
    private readonly bool[] _used;   // in the same order

    /// <summary>Makes a list.</summary>
    /// <param name="scores">What each record scored, in any order.</param>
    /// <param name="used">Whether each was used with success.</param>
    /// <exception cref="ArgumentException">They are not as many.</exception>
    public CutList(IReadOnlyList<float> scores, IReadOnlyList<bool> used)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(used);
        if (scores.Count != used.Count)
            throw new ArgumentException($"{scores.Count} scores and {used.Count} uses are no list.", nameof(used));
        _ranked = [.. scores.Select(static (score, at) => (score, at)).OrderByDescending(static hit => hit.score)];
        _used = [.. _ranked.Select(hit => used[hit.At])];
        Used = _used.Count(static each => each);
    }

    /// <summary>Records that were used.</summary>
    public int Used { get; }

    /// <summary>How many a cut keeps, and how many of those were used.</summary>
    public (int Kept, int UsedKept) Under(RecallCut cut)
    {
        var kept = Fusion.AdaptiveLimit.Of(_ranked, cut);
        return (kept, _used.AsSpan(0, kept).Count(true));
    }

    /// <summary>Sums of the scores of what was used and of what was not.</summary>
    internal (double Used, double Unused) Scores()
    {
        var (used, unused) = (0.0, 0.0);
        for (var at = 0; at < _ranked.Length; at++)
            (used, unused) = _used[at] ? (used + _ranked[at].Score, unused) : (used, unused + _ranked[at].Score);
        return (used, unused);
    }

    /// <summary>Number of records.</summary>
    internal int Count => _ranked.Length;
}

/// <summary>One reported recall: the lists it merged, and what of them was used with success.</summary>
/// <param name="Judges">Whether it judges trainings instead of teaching them; for ever the one or the other.</param>
/// <param name="Lists">What each memory found; something was used.</param>
public sealed record CutFeedback(bool Judges, IReadOnlyList<CutList> Lists)
{
    /// <summary>Share of what was used that a cut keeps.</summary>
    public double Found(RecallCut cut) => (double)Lists.Sum(list => list.Under(cut).UsedKept) / Lists.Sum(static list => list.Used);

    /// <summary>Records that a cut keeps.</summary>
    public int Kept(RecallCut cut) => Lists.Sum(list => list.Under(cut).Kept);

    /// <summary>How much higher than the rest what was used scored, on average; null where everything was used.</summary>
    internal double? Lead()
    {
        var (used, count) = (Lists.Sum(static list => list.Used), Lists.Sum(static list => list.Count));
        return used == count ? null : Lists.Sum(static list => list.Scores().Used) / used - Lists.Sum(static list => list.Scores().Unused) / (count - used);
    }
}
