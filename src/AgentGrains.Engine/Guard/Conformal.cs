namespace AgentGrains.Engine.Guard;

/// <summary>
/// Split conformal calibration (Vovk): with a bound at the ceil((n+1)(1-alpha))-th smallest score of n benign writes, a further benign write of the same
/// kind scores above it with probability at most alpha.
/// </summary>
internal static class Conformal
{
    /// <summary>The least bound under which at most <paramref name="alpha"/> of benign writes are wrongly held; infinite when there are too few to tell.</summary>
    public static float Bound(IEnumerable<float> benignScores, double alpha)
    {
        var sorted = benignScores.Order().ToArray();
        var rank = (int)Math.Ceiling((sorted.Length + 1) * (1 - alpha));
        return rank > sorted.Length ? float.PositiveInfinity : sorted[rank - 1];
    }
}
