namespace AgentGrains.Inference.Resilience;

/// <summary>How a backend is called: what is waited for, repeated, and left alone. The defaults suit a service in the same data centre.</summary>
public sealed record BackendOptions
{
    /// <summary>One attempt. Default 10 seconds.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>All attempts together, waits included. Default 30 seconds.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts after the first, for failures that may pass. Default 3.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>Wait before the second attempt; it doubles, with jitter. A backend's own Retry-After takes its place. Default 200 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest Retry-After that is waited for; a longer one fails the call at once and says so. Default 10 seconds.</summary>
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>When a second attempt is made beside a slow first one; null for never. Default null.</summary>
    public TimeSpan? HedgeAfter { get; set; }

    /// <summary>Share of failed attempts that opens the circuit breaker. Default 0.5.</summary>
    public double BreakerRatio { get; set; } = 0.5;

    /// <summary>Attempts within <see cref="BreakerWindow"/> below which it stays closed. Default 5.</summary>
    public int BreakerMinimum { get; set; } = 5;

    /// <summary>Time over which attempts are counted. Default 10 seconds.</summary>
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an open breaker lets nothing through. Default 5 seconds.</summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls at once; more wait. Default 8.</summary>
    public int Concurrency { get; set; } = 8;
}
