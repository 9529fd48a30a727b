namespace AgentGrains.Engine.Learning;

/// <summary>
/// What the rankings of several tenants have in common: their changes of the weights, each cut to the median length, and then averaged weight by
/// weight without the highest and lowest fifth (a trimmed mean, Yin et al. 2018, over clipped updates as in federated averaging, McMahan et al. 2017).
/// So one tenant in five may send what it likes, and moves the average by no more than the honest ones differ.
/// </summary>
public static class FederatedAverage
{
    private const double Trimmed = 0.2;

    /// <summary>Averages.</summary>
    /// <param name="deltas">One tenant's change of the weights each, all of one basis.</param>
    /// <param name="least">Tenants it takes, so that an average tells little of any.</param>
    /// <returns>What to add to the shipped weights; null for too few tenants.</returns>
    /// <exception cref="ArgumentException">They differ in length, or hold what is no number.</exception>
    public static float[]? Of(IReadOnlyList<float[]> deltas, int least)
    {
        ArgumentNullException.ThrowIfNull(deltas);
        if (deltas.Count < Math.Max(1, least))
            return null;
        if (deltas.Any(each => each.Length != deltas[0].Length || each.Any(static value => !float.IsFinite(value))))
            throw new ArgumentException("The changes of weights must be numbers, and as many of each tenant.", nameof(deltas));
        double[] lengths = [.. deltas.Select(static each => Math.Sqrt(each.Sum(static value => (double)value * value)))];
        var limit = lengths.Order().ElementAt((lengths.Length - 1) / 2);
        double[] factors = [.. lengths.Select(length => length > limit ? limit / length : 1)];
        var cut = (int)(Trimmed * deltas.Count);
        return
        [
            .. Enumerable.Range(0, deltas[0].Length).Select(weight =>
                (float)Enumerable.Range(0, deltas.Count).Select(tenant => factors[tenant] * deltas[tenant][weight]).Order().Skip(cut).SkipLast(cut).Average()),
        ];
    }
}
