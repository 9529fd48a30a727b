namespace AgentGrains.Engine.Fusion;

/// <summary>
/// How many of the best are enough. Fused scores are log-odds, as their weights were fitted by a listwise softmax: what is five below
/// the best is 1/150 as likely to be asked for, and ends the list. The first few are kept whatever they score, for scores are least sure there.
/// </summary>
/// <remarks>
/// Chosen on two and a half LoCoMo conversations and checked on the others; the smallest set that holds a share of the softmax over all candidates
/// lost to a fixed number of the same mean (docs/recall.md).
/// </remarks>
internal static class AdaptiveLimit
{
    /// <summary>How many to keep.</summary>
    /// <param name="ranked">Scores, best first.</param>
    /// <param name="cut">Where to end: as shipped, or as the tenant's outcomes taught (<see cref="Learning.CutTrainer"/>).</param>
    public static int Of(ReadOnlySpan<(float Score, int Ordinal)> ranked, RecallCut cut)
    {
        var count = Math.Min(cut.Least, ranked.Length);
        while (count < ranked.Length && ranked[count].Score >= ranked[0].Score - cut.Decline)
            count++;
        return count;
    }
}
