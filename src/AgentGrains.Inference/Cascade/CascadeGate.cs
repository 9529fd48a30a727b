namespace AgentGrains.Inference.Cascade;

/// <summary>Why a query ended.</summary>
public enum CascadeExit
{
    /// <summary>The cheap model's results were stable.</summary>
    Draft,

    /// <summary>The strong model was asked.</summary>
    Target,

    /// <summary>The strong model should have been asked, and the budget was spent.</summary>
    Budget,

    /// <summary>The strong model was asked and failed; the cheap model's results stand.</summary>
    Unreachable,
}

/// <summary>
/// Whether a query is verified: when its stages disagree, within an average and a peak. The bar follows the queries (a quantile, by stochastic
/// approximation), so that the average holds whatever they are like; the peak is a bucket that fills with time.
/// </summary>
/// <remarks>Not thread-safe. Pure: time and chance are given.</remarks>
internal sealed class CascadeGate(CascadeOptions options)
{
    private const double Step = 0.05;

    private double _bar = options.Stable;
    private double _allowed;                       // calls that the average allows and that were not made
    private double _bucket = options.PeakPerSecond;
    private TimeSpan _filled;

    /// <summary>Decides one query.</summary>
    /// <param name="overlap">Of the results of its two stages, 0 to 1.</param>
    /// <param name="isWarm">Enough pairs were seen to exit at all.</param>
    /// <param name="chance">0 to 1, for exploring.</param>
    /// <param name="now">The time.</param>
    public CascadeExit Decide(double overlap, bool isWarm, double chance, TimeSpan now)
    {
        _bucket = Math.Min(options.PeakPerSecond, _bucket + (now - _filled).TotalSeconds * options.PeakPerSecond);
        _filled = now;
        _allowed = Math.Min(_allowed + options.AverageShare, 20);
        var wants = !isWarm || overlap < Math.Min(_bar, options.Stable) || chance < options.Explore;
        var unsure = overlap < options.Stable;

        // The bar moves until as many stay below it as the average allows.
        _bar += overlap < _bar ? -Step * (1 - options.AverageShare) : Step * options.AverageShare;
        _bar = Math.Clamp(_bar, 0, 1);
        if (!wants)
            return unsure ? CascadeExit.Budget : CascadeExit.Draft;
        if (_bucket < 1 || (isWarm && _allowed < 1))
            return CascadeExit.Budget;
        _bucket--;
        if (isWarm)
            _allowed--;   // what was spent on learning is no debt: the unsure queries after it would pay for it
        return CascadeExit.Target;
    }
}
