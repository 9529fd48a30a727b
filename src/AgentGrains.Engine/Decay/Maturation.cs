namespace AgentGrains.Engine.Decay;

/// <summary>
/// Maturity by strength: settled from 4 units, established from 8, core from 16. A tier is lost only half a unit below where it was won, so
/// that strength that wavers about a border does not.
/// </summary>
/// <remarks>
/// Pure. With the usual importance and full confidence, core takes some 15 uses a few days apart, and few things get so far.
/// </remarks>
public static class Maturation
{
    private const double Margin = 0.5;
    private static readonly double[] From = [0, 4, 8, 16];

    /// <summary>The next tier.</summary>
    /// <param name="now">The tier so far.</param>
    /// <param name="strength">Strength in units; see <see cref="Retention.Strength"/>.</param>
    public static MemoryMaturity Next(MemoryMaturity now, double strength)
    {
        var tier = Math.Clamp((int)now, 0, From.Length - 1);
        while (tier + 1 < From.Length && strength >= From[tier + 1])
            tier++;
        while (tier > 0 && strength < From[tier] - Margin)
            tier--;
        return (MemoryMaturity)tier;
    }
}
