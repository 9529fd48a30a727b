using System.Collections.Immutable;
using AgentGrains.Chaos.Silos;

namespace AgentGrains.Silo.Tests.Moves;

/// <summary>Both ends of a move, one of which is killed while it works on a call.</summary>
/// <param name="victim">The end that is killed.</param>
/// <param name="call">The method, or the phase to settle.</param>
/// <param name="number">Which of those calls, from 1.</param>
internal sealed class KillingCalls(SiloProcess victim, string call, int number)
{
    private int _calls;

    public bool Killed { get; private set; }

    public IMemoryMove Wrap(HttpClient http, string tenant, string scope) => new Wrapped(this, new HttpMemoryMove(http, tenant, scope));

    private async ValueTask<T> RunAsync<T>(string name, Func<ValueTask<T>> ask)
    {
        if (name != call || ++_calls != number)
            return await ask();
        Killed = true;
        var asked = ask().AsTask();
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);   // sent, and perhaps done: its answer is lost then
        await victim.KillAsync();
        await Record.ExceptionAsync(() => asked);
        throw new IOException("killed");
    }

    private sealed class Wrapped(KillingCalls calls, IMemoryMove end) : IMemoryMove
    {
        public ValueTask<ImmutableArray<MoveStanding>> GetAsync(CancellationToken cancellationToken = default) => end.GetAsync(cancellationToken);

        public ValueTask<ImmutableArray<MoveStanding>> SettleAsync(string move, MovePhase phase, string? elsewhere = null, CancellationToken cancellationToken = default) =>
            calls.RunAsync(phase.ToString(), () => end.SettleAsync(move, phase, elsewhere, cancellationToken));

        public ValueTask<byte[]> ReadAsync(string move, MemoryType memory, ImmutableArray<long> cursors, CancellationToken cancellationToken = default) =>
            calls.RunAsync(nameof(ReadAsync), () => end.ReadAsync(move, memory, cursors, cancellationToken));

        public ValueTask<MoveStanding> TakeAsync(byte[] stretch, CancellationToken cancellationToken = default) =>
            calls.RunAsync(nameof(TakeAsync), () => end.TakeAsync(stretch, cancellationToken));
    }
}
