namespace AgentGrains.Engine.Fusion;

/// <summary>z-scores over the candidates of one question.</summary>
internal static class Standardizer
{
    /// <summary>Smallest spread of a BM25 channel as a share of its mean: where all candidates are nearly alike, little is said.</summary>
    public const double BmFlatness = 0.25;

    /// <summary>
    /// Fewer candidates than this are scored as if there were so many, the others without a match: of three records none could stand out by more than
    /// 1.4 deviations, and what is no z-score, such as holding a time, would outweigh the only one that has the question's words.
    /// </summary>
    public const int LeastCandidates = 100;

    /// <summary>
    /// Makes every value its z-score, or 0 when all values are equal. The spread is taken as at least <paramref name="flatness"/>
    /// times the mean. Sums run in double and in order, so that machines agree.
    /// </summary>
    /// <param name="values">The values of all candidates.</param>
    /// <param name="flatness">Smallest spread as a share of the mean.</param>
    /// <param name="reach">
    /// Records that one match lends something to. Where there are too few records for that, what a neighbour lends is not to seem rarer, and so worth
    /// more, than having it oneself.
    /// </param>
    public static void Standardize(Span<float> values, double flatness, int reach = 1)
    {
        double sum = 0, squares = 0;
        var touched = 0;
        foreach (var value in values)
        {
            sum += value;
            squares += (double)value * value;
            touched += value != 0 ? 1 : 0;
        }

        if (squares / values.Length - sum / values.Length * (sum / values.Length) <= 1e-12)
        {
            values.Clear();
            return;
        }

        var count = Math.Max(values.Length, LeastCandidates);
        var mean = sum / count;
        var variance = squares / count - mean * mean;

        var factor = (float)(1 / Math.Max(Math.Sqrt(variance), flatness * Math.Abs(mean)));
        if (values.Length < LeastCandidates && touched < reach)
            factor *= MathF.Sqrt((float)touched / reach);
        var middle = (float)mean;
        foreach (ref var value in values)
            value = (value - middle) * factor;
    }
}
