namespace AgentGrains.Engine.Fusion;

/// <summary>z-scores over the candidates of one question.</summary>
internal static class Standardizer
{
    /// <summary>Smallest spread of a BM25 channel as a share of its mean: where all candidates are nearly alike, little is said.</summary>
    public const double BmFlatness = 0.25;

    /// <summary>
    /// Adds <paramref name="weight"/> times the z-score of every value to <paramref name="totals"/>; nothing when all values are
    /// equal. The spread is taken as at least <paramref name="flatness"/> times the mean. Sums run in double and in order, so that machines agree.
    /// </summary>
    public static void AddWeighted(ReadOnlySpan<float> values, float weight, Span<float> totals, double flatness = BmFlatness)
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += value;
            squares += (double)value * value;
        }

        var mean = sum / values.Length;
        var variance = squares / values.Length - mean * mean;
        if (weight == 0 || variance <= 1e-12)
            return;
        var factor = (float)(weight / Math.Max(Math.Sqrt(variance), flatness * Math.Abs(mean)));
        for (var i = 0; i < values.Length; i++)
            totals[i] += factor * (values[i] - (float)mean);
    }
}
