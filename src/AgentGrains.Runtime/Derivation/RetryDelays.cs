namespace AgentGrains.Runtime.Derivation;

/// <summary>How long to wait before something that failed is tried again.</summary>
internal static class RetryDelays
{
    /// <summary>The wait after a number of earlier failures in a row: it doubles up to a minute.</summary>
    public static TimeSpan After(int failures, DerivationOptions options) =>
        TimeSpan.FromTicks(Math.Min(TimeSpan.FromMinutes(1).Ticks, options.RetryDelay.Ticks << Math.Min(failures, 16)));
}
