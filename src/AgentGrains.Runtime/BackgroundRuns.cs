namespace AgentGrains.Runtime;

/// <summary>
/// Work that grains do beside their turns and that goes on at the silo's next start. It ends before its silo stops to answer: what it asked for
/// afterwards would find no place, and be told as the failure that it is not.
/// </summary>
/// <remarks>Thread-safe. One instance per silo.</remarks>
internal sealed class BackgroundRuns(TimeProvider clock) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);   // storage that holds up one run does not hold up what the silo has to hand over

    private readonly Lock _gate = new();
    private readonly HashSet<Task> _runs = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Cancelled while every grain still answers.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Holds the silo's stop up until the run has ended, which <see cref="Stopping"/> asks it to do soon.</summary>
    public Task Add(Task run)
    {
        if (!run.IsCompleted)
        {
            lock (_gate)
                _runs.Add(run);
            _ = RemoveAsync(run);
        }

        return run;
    }

    // Stages stop from the last to the first, and what is active first of all.
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(BackgroundRuns), ServiceLifecycleStage.Active, static _ => Task.CompletedTask, StopAsync);

    public void Dispose() => _stopping.Dispose();

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        Task[] runs;
        lock (_gate)
            runs = [.. _runs];
        await Task.WhenAll(runs).WaitAsync(Patience, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RemoveAsync(Task run)
    {
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
            _runs.Remove(run);
    }
}
