namespace AgentGrains.Engine.Governance;

/// <summary>
/// Compares how often something bad happens in two arms, as often as one likes: the odds of ever calling two equal arms different stay below what was asked
/// for, however often one looks and whenever one stops.
/// </summary>
/// <remarks>
/// Robbins' mixture for a share, Beta(1, 1): M(p) = ∫ qˢ(1−q)ᶠ dq / pˢ(1−p)ᶠ is a martingale if p is the share, so the product over both arms exceeds 1/α
/// with probability α at most (Ville), whatever the order of observations. The evidence is its smallest value over all pairs of shares that are no
/// regression (H. Robbins, Ann. Math. Stat. 41, 1970; R. Turner and P. Grünwald, Stat. Prob. Lett. 198, 2023). Pure and thread-safe.
/// </remarks>
public static class SequentialShares
{
    private const int Halvings = 100;

    /// <summary>Evidence that the trial's share is more than <paramref name="tolerance"/> above the baseline's, as the natural logarithm of an e-value; 0 when nothing speaks for it.</summary>
    /// <param name="bad">Bad events of the trial.</param>
    /// <param name="all">All events of the trial.</param>
    /// <param name="baseBad">Bad events of the baseline.</param>
    /// <param name="baseAll">All events of the baseline.</param>
    /// <param name="tolerance">By how much the trial may be worse, 0 to 1.</param>
    public static double Evidence(long bad, long all, long baseBad, long baseAll, double tolerance)
    {
        if (all == 0 || baseAll == 0 || (double)bad / all <= (double)baseBad / baseAll + tolerance)
            return 0;

        // Convex along the border of what is no regression, where the trial's share is the baseline's plus the tolerance.
        var (low, high) = (0.0, 1.0 - tolerance);
        for (var i = 0; i < Halvings; i++)
        {
            var (left, right) = (low + (high - low) / 3, high - (high - low) / 3);
            if (At(left) < At(right))
                high = right;
            else
                low = left;
        }

        return Math.Max(0, At((low + high) / 2));

        double At(double share) => LogMixture(bad, all, share + tolerance) + LogMixture(baseBad, baseAll, share);
    }

    /// <summary>Whether the evidence suffices.</summary>
    /// <param name="evidence">Of <see cref="Evidence"/>.</param>
    /// <param name="falseAlarms">How often equal arms may ever be called different, above 0 and below 1.</param>
    public static bool Suffices(double evidence, double falseAlarms) => evidence >= -Math.Log(falseAlarms);

    private static double LogMixture(long bad, long all, double share) =>
        LogFactorial(bad) + LogFactorial(all - bad) - LogFactorial(all + 1) - Times(bad, Math.Log(share)) - Times(all - bad, Math.Log(1 - share));

    private static double Times(long count, double log) => count == 0 ? 0 : count * log;

    private static double LogFactorial(long n)
    {
        if (n < 20)
        {
            var sum = 0.0;
            for (var i = 2; i <= n; i++)
                sum += Math.Log(i);
            return sum;
        }

        // Stirling; the next term is below 1e-9.
        var x = n + 1.0;
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x * x * x);
    }
}
