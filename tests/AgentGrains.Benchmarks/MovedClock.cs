namespace AgentGrains.Benchmarks;

/// <summary>The system's clock, moved to another day: durations and timers stay as they are.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class MovedClock : TimeProvider
{
    private long _offset;   // ticks

    /// <summary>Makes it be this time now; it goes on from there.</summary>
    public void MoveTo(DateTimeOffset time) => Interlocked.Exchange(ref _offset, (time - System.GetUtcNow()).Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));
}
