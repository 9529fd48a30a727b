using System.Collections.Immutable;

namespace AgentGrains.Runtime.Debate;

/// <summary>The steps of one debate that are under way.</summary>
/// <remarks>Not thread-safe; for one runner.</remarks>
internal sealed class StepCalls(Func<DebateStep, CancellationToken, Task<StepResult>> call) : IDisposable
{
    private readonly Dictionary<DebateStep, Task<StepResult>> _running = [];
    private CancellationTokenSource _stopping = new();

    /// <summary>Begins those that are not under way.</summary>
    public void Begin(ImmutableArray<DebateStep> steps)
    {
        foreach (var step in steps)
        {
            if (!_running.ContainsKey(step))
                _running[step] = call(step, _stopping.Token);
        }
    }

    /// <summary>Waits for one of them, for the debate's deadline where it counts, or for an interruption.</summary>
    public async Task WaitAsync(TimeSpan left, bool hasDeadline, TimeProvider clock, Task interrupted, CancellationToken leaving)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(leaving);
        var time = Task.Delay(!hasDeadline ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, waiting.Token);
        await Task.WhenAny([.. _running.Values, time, interrupted]);
        await waiting.CancelAsync();
    }

    /// <summary>Results that are there, in the order of their steps; each is given once.</summary>
    public List<StepResult> TakeDone()
    {
        var done = _running.Where(item => item.Value.IsCompleted).ToList();
        foreach (var item in done)
            _running.Remove(item.Key);
        return done.ConvertAll(item => item.Value.GetAwaiter().GetResult());
    }

    /// <summary>Stops waiting for all of them.</summary>
    /// <returns>The steps that were under way.</returns>
    public async Task<List<DebateStep>> StopAsync()
    {
        var stopped = _running.Keys.ToList();
        foreach (var running in _running.Values)
            running.Ignore();
        _running.Clear();
        var stopping = _stopping;
        _stopping = new CancellationTokenSource();
        await stopping.CancelAsync();
        stopping.Dispose();
        return stopped;
    }

    public void Dispose() => _stopping.Dispose();
}
