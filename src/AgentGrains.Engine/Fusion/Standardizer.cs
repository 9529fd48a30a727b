namespace AgentGrains.Engine.Fusion;

/// <summary>z-scores over the candidates of one question.</summary>
internal static class Standardizer
{
    /// <summary>Smallest spread of a BM25 channel as a share of its mean: where all candidates are nearly alike, little is said.</summary>
    public const double BmFlatness = 0.25;

    /// <summary>
    /// Makes every value its z-score, or 0 when all values are equal. The spread is taken as at least <paramref name="flatness"/>
    /// times the mean. Sums run in double and in order, so that machines agree.
    /// </summary>
    public static void Standardize(Span<float> values, double flatness)
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += value;
            squares += (double)value * value;
        }

        var mean = sum / values.Length;
        var variance = squares / values.Length - mean * mean;
        if (variance <= 1e-12)
        {
            values.Clear();
            return;
        }

        var factor = (float)(1 / Math.Max(Math.Sqrt(variance), flatness * Math.Abs(mean)));
        var middle = (float)mean;
        foreach (ref var value in values)
            value = (value - middle) * factor;
    }
}
