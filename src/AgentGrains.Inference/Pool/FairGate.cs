using AgentGrains.Inference.Batching;

namespace AgentGrains.Inference.Pool;

/// <summary>
/// Lets so many callers in at once, fairly between tenants: for backends that take one request at a time, where what a batch would be is a
/// turn to call.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FairGate : IAsyncDisposable
{
    private readonly MicroBatcher<Ticket, int> _turns;

    public FairGate(string name, InferencePoolOptions options, int lanes, TimeProvider clock) => _turns = new MicroBatcher<Ticket, int>(
        new BatchWork<Ticket, int> { Name = name, RunAsync = static (tickets, stopping) => tickets[0].HoldAsync(stopping) },
        options with { MaxBatch = 1, MaxDelay = TimeSpan.Zero }, lanes, clock);

    /// <summary>Waits for a turn.</summary>
    /// <param name="call">Whose; its patience is for waiting and calling together.</param>
    /// <param name="length">Tokens, about: tenants share tokens, not calls.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The turn, which ends when it is disposed.</returns>
    public async ValueTask<Turn> EnterAsync(PoolCall call, int length, CancellationToken cancellationToken)
    {
        var ticket = new Ticket();
        var end = new CancellationTokenSource();
        var held = _turns.RunAsync(call, [new PoolWork<Ticket>(ticket, length)], end.Token);
        try
        {
            if (await Task.WhenAny(ticket.Started, held).WaitAsync(cancellationToken).ConfigureAwait(false) == held)
                await held.ConfigureAwait(false);   // refused or too late: throws
            return new Turn(ticket, end, held);
        }
        catch
        {
            ticket.Finish();
            await end.CancelAsync().ConfigureAwait(false);
            _ = held.ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _turns.DisposeAsync();

    /// <summary>A caller's turn.</summary>
    public sealed class Turn(Ticket ticket, CancellationTokenSource end, Task held) : IDisposable
    {
        public void Dispose()
        {
            ticket.Finish();
            _ = held.ContinueWith(
                static (done, source) =>
                {
                    _ = done.Exception;
                    ((CancellationTokenSource)source!).Dispose();
                },
                end, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    internal sealed class Ticket
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Started => _started.Task;

        public void Finish() => _finished.TrySetResult();

        public async Task<int[]> HoldAsync(CancellationToken stopping)
        {
            _started.TrySetResult();
            await _finished.Task.WaitAsync(stopping).ConfigureAwait(false);
            return [0];
        }
    }
}
