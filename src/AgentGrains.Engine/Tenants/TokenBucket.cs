namespace AgentGrains.Engine.Tenants;

/// <summary>A bucket that holds one burst of tokens and is refilled steadily. It may owe tokens, which the refill pays first.</summary>
/// <remarks>Not thread-safe. Time is given in, as what has passed since any fixed moment; going backwards adds nothing.</remarks>
public sealed class TokenBucket
{
    private const double Rounding = 1e-9;   // who waited as long as told must not be refused for the last digit

    private double _tokens;
    private TimeSpan? _at;   // null until it is first looked at: then it is full

    /// <summary>Takes tokens.</summary>
    /// <param name="least">Fewer are no use: then none are taken.</param>
    /// <param name="wanted">More are not taken.</param>
    /// <param name="perSecond">Tokens that come in a second.</param>
    /// <param name="burst">Most tokens it holds. A <paramref name="least"/> above it is given when the bucket is full, and makes a debt.</param>
    /// <param name="now">The time.</param>
    /// <param name="wait">How long until <paramref name="least"/> will be there; zero when tokens were taken.</param>
    /// <returns>What was taken.</returns>
    public long Take(long least, long wanted, double perSecond, double burst, TimeSpan now, out TimeSpan wait)
    {
        Refill(perSecond, burst, now);
        var required = Math.Min(least, burst);
        if (_tokens + Rounding < required)
        {
            wait = TimeSpan.FromTicks(Math.Max(1, (long)Math.Ceiling((required - _tokens) / perSecond * TimeSpan.TicksPerSecond)));
            return 0;
        }

        wait = TimeSpan.Zero;
        var taken = Math.Max(least, Math.Min(wanted, (long)_tokens));
        _tokens -= taken;
        return taken;
    }

    /// <summary>Takes tokens that were used already, or puts back those that were not.</summary>
    public void Settle(long difference, double perSecond, double burst, TimeSpan now)
    {
        Refill(perSecond, burst, now);
        _tokens = Math.Min(burst, _tokens - difference);
    }

    /// <summary>Whole tokens there are now; negative when it owes some.</summary>
    public long Left(double perSecond, double burst, TimeSpan now)
    {
        Refill(perSecond, burst, now);
        return (long)Math.Floor(_tokens);
    }

    private void Refill(double perSecond, double burst, TimeSpan now)
    {
        _tokens = _at is { } before ? Math.Min(burst, _tokens + Math.Max(0, (now - before).TotalSeconds) * perSecond) : burst;
        if (!(now < _at))
            _at = now;
    }
}
