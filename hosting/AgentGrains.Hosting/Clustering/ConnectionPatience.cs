namespace AgentGrains.Hosting;

/// <summary>Lets a client that starts before its silos wait for them. For one start.</summary>
internal sealed class ConnectionPatience(TimeSpan patience, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private long? _started;

    /// <summary>Waits a little and says whether to try again.</summary>
    public async Task<bool> WaitAsync(Exception failure, CancellationToken cancellationToken)
    {
        _started ??= clock.GetTimestamp();
        if (clock.GetElapsedTime(_started.Value) > patience)
            return false;
        await Task.Delay(Pause, clock, cancellationToken);
        return true;
    }
}
