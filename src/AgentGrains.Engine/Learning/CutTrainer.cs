namespace AgentGrains.Engine.Learning;

/// <summary>What a training of the cut came to.</summary>
/// <param name="Verdict">Whether the cut in use is to be replaced.</param>
/// <param name="Cut">The cut to use from now on, whatever the verdict; null is the shipped one.</param>
/// <param name="HeldOut">Feedback it was judged by.</param>
/// <param name="Before">Mean utility of that feedback under the cut in use.</param>
/// <param name="After">The same under the cut that was tried.</param>
public sealed record CutTraining(TrialVerdict Verdict, RecallCut? Cut, int HeldOut, double Before, double After);

/// <summary>
/// Learns from outcomes where an adaptive recall should end its list. Every cut of a grid is tried on the feedback that teaches, which is exact where a
/// stochastic search (SPSA) would estimate, since what a cut keeps is a step function without a gradient; the best is used only if the feedback that
/// judges says that it is never worse. Pure and deterministic.
/// </summary>
/// <remarks>
/// Utility of a list is the share of what was used that it keeps, less a price for each record: what a further record finds on LoCoMo where the shipped
/// cut ends (docs/recall.md: .859 in 19.5 records against .840 in 14.5). Four things decide: on either part of the feedback used records score surely higher
/// than the others, or scores say nothing about where to cut; and on the held-out part the utility is surely greater than that of the cut in use, also with one more report, which the
/// new cut lost wholly (a pseudo-count, as A. Agresti and B. Coull add to shares, 1998); it is no less than the shipped one's;
/// and no more than a hundredth of what was used is lost. Only what was shown is judged: under a tight cut, nothing speaks for a looser one.
/// </remarks>
public static class CutTrainer
{
    private const double Price = 0.004;
    private const double Loss = 0.01;

    // The fewest: a list of one or two would let reports hide what contradicts them.
    private static readonly RecallCut[] Grid =
    [
        .. from least in Enumerable.Range(3, 8)
           from half in Enumerable.Range(2, 19)
           let cut = new RecallCut(least, half / 2f)
           orderby Math.Abs(cut.Least - RecallCut.Shipped.Least) + Math.Abs(cut.Decline - RecallCut.Shipped.Decline)
           select cut,
    ];

    /// <summary>Trains.</summary>
    /// <param name="feedback">All feedback, scored by the weights that will rank.</param>
    /// <param name="current">The cut in use; null for the shipped one.</param>
    /// <param name="least">Feedback it takes.</param>
    public static CutTraining Train(IReadOnlyList<CutFeedback> feedback, RecallCut? current, int least)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        CutFeedback[] teaching = [.. feedback.Where(item => !item.Judges)];
        CutFeedback[] judging = [.. feedback.Where(item => item.Judges)];
        if (feedback.Count < least || judging.Length < least / 6 || teaching.Length == 0)
            return new CutTraining(TrialVerdict.TooFewReports, current, judging.Length, 0, 0);

        var inUse = current ?? RecallCut.Shipped;
        var best = Grid.MaxBy(cut => Utilities(teaching, cut).Average());   // of equals the first, which is nearest to the shipped
        var (shipped, before, after) = (Utilities(judging, RecallCut.Shipped), Utilities(judging, inUse), Utilities(judging, best));
        if (!TellUse(teaching) || !Allows(judging, inUse, best))
            return new CutTraining(TrialVerdict.NotBetter, before.Average() < shipped.Average() ? null : current, judging.Length, before.Average(), after.Average());
        return new CutTraining(TrialVerdict.Adopted, best, judging.Length, before.Average(), after.Average());
    }

    /// <summary>The gate: whether a cut may take the place of another, by feedback that taught neither.</summary>
    // Losses are rare and whole, savings small and sure: without one loss that nobody has seen yet, few reports would look like certainty.
    internal static bool Allows(CutFeedback[] judging, RecallCut inUse, RecallCut tried)
    {
        var (shipped, before, after) = (Utilities(judging, RecallCut.Shipped), Utilities(judging, inUse), Utilities(judging, tried));
        return TellUse(judging)
            && OutcomeTrainer.IsSurelyBetter([.. before, 1], [.. after, 0])
            && after.Average() >= shipped.Average()
            && judging.Average(item => item.Found(tried)) >= judging.Average(item => item.Found(inUse)) - Loss;
    }

    // Whether what was used surely scored higher than the rest.
    private static bool TellUse(CutFeedback[] feedback)
    {
        double[] leads = [.. feedback.Select(static item => item.Lead()).OfType<double>()];
        return OutcomeTrainer.IsSurelyBetter(new double[leads.Length], leads);
    }

    private static double[] Utilities(CutFeedback[] feedback, RecallCut cut) => [.. feedback.Select(item => item.Found(cut) - Price * item.Kept(cut))];
}
