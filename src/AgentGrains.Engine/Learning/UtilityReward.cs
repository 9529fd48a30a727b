namespace AgentGrains.Engine.Learning;

/// <summary>
/// How useful a ranking is to whoever reads it from the top: MemSifter's reward (2026), R = Σ wₙ (s(Fₙ) − s(0)) over the Fibonacci depths
/// Fₙ = 1, 2, 3, 5, 8 and so on, where s(k) is what the first k memories are worth and wₙ = 1/log₂(Fₙ+1) − 1/log₂(Fₙ₊₁+1). Here s(k) is the share
/// of the useful memories among the first k, so that s(0) = 0 and moving a useful memory up never lowers R; divided by the sum of the weights it
/// lies between 0 and 1.
/// </summary>
public static class UtilityReward
{
    /// <summary>The reward of a ranking.</summary>
    /// <param name="useful">Whether each memory was useful, best ranked first.</param>
    /// <param name="total">Number of useful memories, whether ranked or not; at least 1.</param>
    /// <returns>0 to 1.</returns>
    public static double Of(ReadOnlySpan<bool> useful, int total)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        var (reward, weights, found, at) = (0.0, 0.0, 0, 0);
        for (var (depth, next) = (1, 2); depth <= Math.Max(useful.Length, 1); (depth, next) = (next, depth + next))
        {
            for (; at < Math.Min(depth, useful.Length); at++)
                found += useful[at] ? 1 : 0;
            var weight = 1 / Math.Log2(depth + 1) - 1 / Math.Log2(next + 1);
            reward += weight * found / total;
            weights += weight;
        }

        return reward / weights;
    }

    /// <summary>The reward of an example's candidates when they are ranked by weights; equal scores keep their order.</summary>
    public static double Of(RankingExample example, ReadOnlySpan<float> weights)
    {
        ArgumentNullException.ThrowIfNull(example);
        var scores = new float[example.Candidates];
        ListwiseFitter.Score(example, weights, scores);
        var useful = new bool[example.Candidates];
        foreach (var at in example.Useful)
            useful[at] = true;
        bool[] ranked = [.. Enumerable.Range(0, scores.Length).OrderByDescending(at => scores[at]).ThenBy(at => at).Select(at => useful[at])];
        return Of(ranked, example.Useful.Count);
    }
}
