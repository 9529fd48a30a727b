using System.Collections.Immutable;
using AgentGrains.Engine.Moves;
using AgentGrains.Runtime.Moves;

namespace AgentGrains.Runtime.Client;

/// <summary>One scope as an end of a move: stretches are signed and verified here, and memories take what is verified.</summary>
internal sealed class MoveHandle(Scope scope, Func<MemoryType, IMemoryGrain> memory, WriteRetry retry, CubeOptions options) : IMemoryMove
{
    private const int MostTries = 3;

    // What is known is open before what it follows from wakes its derivation; a source is fenced the other way round, so that what is known is behind the log.
    private static readonly ImmutableArray<MemoryType> Opening = [MemoryType.Semantic, MemoryType.Procedural, MemoryType.Episodic];

    public async ValueTask<ImmutableArray<MoveStanding>> GetAsync(CancellationToken cancellationToken = default)
    {
        var standings = ImmutableArray.CreateBuilder<MoveStanding>();
        foreach (var type in Opening)
            standings.Add(await CallAsync(type, static (sink, _) => sink.FindMoveAsync(), true, cancellationToken));
        return standings.ToImmutable();
    }

    public async ValueTask<ImmutableArray<MoveStanding>> SettleAsync(string move, MovePhase phase, string? elsewhere = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(move);
        WireRules.CheckText("move", move);
        WireRules.CheckText("elsewhere", elsewhere);
        if (phase is MovePhase.None or MovePhase.Complete || !Enum.IsDefined(phase))
            throw new InvalidMemoryException("phase", $"{phase} is no phase to bring a scope into; choose Fenced, Lifted, Receiving, Open or Abandoned.");
        if (phase is MovePhase.Fenced or MovePhase.Receiving && string.IsNullOrWhiteSpace(elsewhere))
            throw new InvalidMemoryException("elsewhere", "Name the other end, as its clients write it: those who are refused are told.");

        // The first to open decides that the scope has moved, and it must be able to do so in full.
        if (phase == MovePhase.Open && (await GetAsync(cancellationToken)).FirstOrDefault(standing => standing.Move != move || standing.Phase is not (MovePhase.Complete or MovePhase.Open)) is { } behind)
            throw new InvalidMemoryException("phase", $"The {behind.Memory} memory of '{scope.Key}' has not received all of its source; move again.");
        var begun = new List<MemoryType>();
        foreach (var type in phase == MovePhase.Fenced ? Opening.Reverse() : Opening)
        {
            var isNew = phase == MovePhase.Receiving && (await CallAsync(type, static (sink, _) => sink.FindMoveAsync(), true, cancellationToken)).Move != move;
            try
            {
                await SettleAsync(type, new FenceNote { Move = move, Phase = phase, Elsewhere = elsewhere }, cancellationToken);
            }
            catch (InvalidMemoryException) when (phase == MovePhase.Receiving)
            {
                // A scope that is not empty goes on as it was, in all its memories.
                foreach (var other in begun)
                    await SettleAsync(other, new FenceNote { Move = move, Phase = MovePhase.Abandoned }, cancellationToken);
                throw;
            }

            if (isNew)
                begun.Add(type);
        }

        return await GetAsync(cancellationToken);
    }

    public async ValueTask<byte[]> ReadAsync(string move, MemoryType memory, ImmutableArray<long> cursors, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(move);
        if (!Enum.IsDefined(memory) || (!cursors.IsDefault && cursors.Any(static cursor => cursor < 0)))
            throw new InvalidMemoryException("cursors", "Name a memory, and for each of its chapters how many operations were taken.");
        using var key = CubeKeys.Signing(options);
        return MoveFile.Write(
            await CallAsync(
                memory, static (sink, call) => sink.ReadMoveAsync(call.move, call.Cursors, call.ImportPage), (move, Cursors: cursors.IsDefault ? [] : cursors, options.ImportPage), cancellationToken),
            key);
    }

    public async ValueTask<MoveStanding> TakeAsync(byte[] stretch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stretch);
        var keys = CubeKeys.Trusted(options);
        try
        {
            var read = MoveFile.Read(stretch, keys);
            return await CallAsync(read.Memory, static (sink, read) => sink.TakeMoveAsync(read), read, cancellationToken);
        }
        finally
        {
            keys.ForEach(key => key.Dispose());
        }
    }

    // An abandoned memory erases what it was, and is then marked.
    private async ValueTask SettleAsync(MemoryType type, FenceNote note, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var standing = await CallAsync(type, static (sink, note) => sink.SettleMoveAsync(note), note, cancellationToken);
            if (note.Phase != MovePhase.Abandoned || standing.Phase != MovePhase.None || tries == MostTries)
                return;
        }
    }

    private async ValueTask<TResult> CallAsync<TState, TResult>(
        MemoryType type, Func<IMoveSink, TState, ValueTask<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        TenantContext.Set(scope.Tenant);
        return await retry.RunPatientlyAsync(
            static (asked, _) => asked.call(asked.Sink, asked.state), (call, Sink: memory(type).AsReference<IMoveSink>(), state), cancellationToken);
    }
}
