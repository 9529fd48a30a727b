namespace AgentGrains.Cluster.Tests;

/// <summary>The system's clock, moved ahead: timers keep their pace.</summary>
internal sealed class MovableClock : TimeProvider
{
    private long _ahead;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));
}
