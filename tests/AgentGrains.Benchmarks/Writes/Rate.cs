using System.Diagnostics;

namespace AgentGrains.Benchmarks.Writes;

/// <summary>Counts what a number of writers, each waiting for its own acknowledgement, get done.</summary>
internal sealed class Rate
{
    private long _done;
    private double _seconds;

    public double PerSecond => _done / _seconds;

    public async Task RunAsync(int writers, TimeSpan time, Func<int, int, Task> writeAsync)
    {
        var started = Stopwatch.GetTimestamp();
        await RunAsync(writers, _ => Stopwatch.GetElapsedTime(started) < time, writeAsync);
    }

    /// <summary>Each writer writes this often.</summary>
    public Task RunAsync(int writers, int count, Func<int, int, Task> writeAsync) => RunAsync(writers, n => n < count, writeAsync);

    private async Task RunAsync(int writers, Func<int, bool> goesOn, Func<int, int, Task> writeAsync)
    {
        var started = Stopwatch.GetTimestamp();
        var done = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var n = 0;
            for (; goesOn(n); n++)
                await writeAsync(writer, n * writers + writer);
            return n;
        })));
        _done += done.Sum();
        _seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
