using AgentGrains.Engine.Fusion;

namespace AgentGrains.Engine.Learning;

/// <summary>One reported recall: what it showed, and what of that was used with success.</summary>
/// <param name="Judges">Whether it judges trainings instead of teaching them; for ever the one or the other.</param>
/// <param name="Example">What was shown, with the values that the ranking weighed.</param>
public readonly record struct RecallFeedback(bool Judges, RankingExample Example);

/// <summary>What a training came to.</summary>
/// <param name="Verdict">Whether to use it.</param>
/// <param name="Deltas">What to add to the shipped weights; null unless it is to be used.</param>
/// <param name="HeldOut">Feedback it was judged by.</param>
/// <param name="Before">Mean utility of that feedback under the weights in use.</param>
/// <param name="After">The same under the new weights.</param>
public sealed record TrainingResult(TrialVerdict Verdict, float[]? Deltas, int HeldOut, double Before, double After);

/// <summary>
/// Learns weights from outcomes: a listwise fit on two thirds of the feedback, held near the shipped weights and inside bounds, tried on the other
/// third in full, by half and by a quarter, and used only where it is never worse. Pure and deterministic.
/// </summary>
/// <remarks>
/// A weight keeps its sign, and grows by at most twice itself and 0.75. Two things decide: on the held-out feedback the weights must be better than
/// those in use with 99 % confidence (paired, one-sided), and no worse than the shipped ones; and on <see cref="PlainQuestions"/>, whose answers are
/// beyond doubt, they must lose little. The first stops what is noise, the second what is consistent and wrong.
/// </remarks>
public static class OutcomeTrainer
{
    private const double Confidence = 2.326;     // standard errors: one-sided 99 %

    // Strong, because reports are few: what is no taste of the tenant's should stay as shipped.
    private const double Pull = 0.1;
    private static readonly float[] Strides = [1, 0.5f, 0.25f];

    /// <summary>Trains.</summary>
    /// <param name="feedback">All feedback over one basis.</param>
    /// <param name="basis">The basis.</param>
    /// <param name="current">What is added to the shipped weights now; empty for nothing.</param>
    /// <param name="least">Feedback it takes.</param>
    /// <param name="start">
    /// What to begin from, added to the shipped weights, as what other tenants learnt; empty for nothing. It is judged like what is learnt here, also
    /// alone, and takes a third of the feedback.
    /// </param>
    public static TrainingResult Train(IReadOnlyList<RecallFeedback> feedback, int basis, ReadOnlySpan<float> current, int least, ReadOnlySpan<float> start = default)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        RankingExample[] teaching = [.. feedback.Where(item => !item.Judges).Select(item => item.Example)];
        RankingExample[] judging = [.. feedback.Where(item => item.Judges).Select(item => item.Example)];
        least = start.IsEmpty ? least : least / 3;
        if (RankingBasis.ShippedWeights(basis) is not { } shipped || feedback.Count < least || judging.Length < least / 6 || teaching.Length == 0)
            return new TrainingResult(TrialVerdict.TooFewReports, null, judging.Length, 0, 0);

        var inUse = current.IsEmpty ? shipped : Sum(shipped, current);
        var prior = start.IsEmpty ? new float[shipped.Length] : Bound(Sum(shipped, start), shipped);
        var fitted = Bound(ListwiseFitter.Fit(teaching, Sum(shipped, prior), Pull, steps: 200), shipped);
        var implausible = false;
        foreach (var (deltas, judges) in Candidates())
        {
            var weights = Sum(shipped, deltas);
            var (before, after) = (Rewards(judges, inUse), Rewards(judges, weights));
            if (!IsSurelyBetter(before, after) || after.Average() < Rewards(judges, shipped).Average())
                continue;
            if (PlainQuestions.Accept(weights, shipped))
                return new TrainingResult(TrialVerdict.Adopted, deltas, judges.Length, before.Average(), after.Average());
            implausible = true;
        }

        return new TrainingResult(
            implausible ? TrialVerdict.Implausible : TrialVerdict.NotBetter, null, judging.Length, Rewards(judging, inUse).Average(),
            Rewards(judging, Sum(shipped, fitted)).Average());

        IEnumerable<(float[] Deltas, RankingExample[] Judges)> Candidates()
        {
            foreach (var stride in Strides)
                yield return ([.. fitted.Zip(prior, (to, from) => from + (to - from) * stride)], judging);

            // What others learnt was not fitted to any of these, so all may judge it.
            if (prior.Any(static delta => delta != 0))
                yield return (prior, [.. judging, .. teaching]);
        }
    }

    private static double[] Rewards(RankingExample[] examples, float[] weights) => [.. examples.Select(example => UtilityReward.Of(example, weights))];

    /// <summary>Whether the second of paired values are better than the first: the mean difference is more than 2.33 standard errors above 0.</summary>
    public static bool IsSurelyBetter(IReadOnlyList<double> before, IReadOnlyList<double> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        double[] gains = [.. before.Zip(after, static (from, to) => to - from)];
        if (gains.Length < 2)
            return false;
        var mean = gains.Average();
        var variance = gains.Sum(gain => (gain - mean) * (gain - mean)) / (gains.Length - 1);
        return mean > 0 && mean > Confidence * Math.Sqrt(variance / gains.Length);
    }

    /// <summary>Whether successes have become rarer: two shares compared, one-sided 99 %, with at least 30 of each.</summary>
    public static bool IsSurelyWorse(int successes, int reports, int earlierSuccesses, int earlierReports)
    {
        if (reports < 30 || earlierReports < 30)
            return false;
        var (now, then) = ((double)successes / reports, (double)earlierSuccesses / earlierReports);
        var pooled = (double)(successes + earlierSuccesses) / (reports + earlierReports);
        return then - now > Confidence * Math.Sqrt(pooled * (1 - pooled) * (1.0 / reports + 1.0 / earlierReports));
    }

    // What a weight may become, whoever reports: its sign is what is known of the world and not of a tenant.
    private static float[] Bound(float[] fitted, float[] shipped) =>
    [
        .. fitted.Zip(shipped, static (to, from) =>
        {
            var room = 2 * Math.Abs(from) + 0.75f;
            var (lowest, highest) = from < 0 ? (from - room, 0f) : (0f, from + room);
            return Math.Clamp(to, lowest, highest) - from;
        }),
    ];

    private static float[] Sum(float[] weights, ReadOnlySpan<float> deltas)
    {
        var sum = weights.ToArray();
        for (var i = 0; i < sum.Length; i++)
            sum[i] += deltas[i];
        return sum;
    }
}
