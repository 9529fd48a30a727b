namespace AgentGrains.Benchmarks;

/// <summary>The system's clock, moved ahead: durations and timers stay as they are. Never back, which a silo does not survive.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class MovedClock : TimeProvider
{
    private long _offset;   // ticks

    /// <summary>Makes it be this time now, if it is not later already; it goes on from there.</summary>
    public void Reach(DateTimeOffset time) => Interlocked.Exchange(ref _offset, Math.Max(_offset, (time - System.GetUtcNow()).Ticks));

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));
}
