using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>
/// One end of a move of a scope from one cluster to another while it is written to; <see cref="ScopeMover"/> leads both. Every call is safe to repeat.
/// </summary>
/// <remarks>Thread-safe. docs/cubes.md.</remarks>
public interface IMemoryMove
{
    /// <summary>Where the scope's memories stand, in the order in which a target opens them: semantic, procedural, episodic.</summary>
    ValueTask<ImmutableArray<MoveStanding>> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Brings all memories of the scope into a phase. <see cref="MovePhase.Fenced"/> and <see cref="MovePhase.Lifted"/> are a source's;
    /// <see cref="MovePhase.Receiving"/> (the scope must be empty), <see cref="MovePhase.Open"/> (all must be complete) and <see cref="MovePhase.Abandoned"/> a
    /// target's. <see cref="MovePhase.Complete"/> comes of itself with the last stretch.
    /// </summary>
    /// <param name="move">The move.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="elsewhere">The other end, for Fenced and Receiving: what clients are told.</param>
    /// <param name="cancellationToken">Stops it; settle again to go on.</param>
    /// <exception cref="InvalidMemoryException">The scope is not where this phase can follow; one that is not empty goes on as it was.</exception>
    ValueTask<ImmutableArray<MoveStanding>> SettleAsync(string move, MovePhase phase, string? elsewhere = null, CancellationToken cancellationToken = default);

    /// <summary>At the source: the operations that a memory wrote after a target's cursors, as a signed file. Once it is fenced, with what proves the whole.</summary>
    /// <param name="move">The move.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="cursors">How far the target is (<see cref="MoveStanding.Cursors"/>).</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidMemoryException">There is no key to sign with, or the source has less than the target has taken: it was erased.</exception>
    ValueTask<byte[]> ReadAsync(string move, MemoryType memory, ImmutableArray<long> cursors, CancellationToken cancellationToken = default);

    /// <summary>At the target: takes what <see cref="ReadAsync"/> gave; what was taken before is passed over.</summary>
    /// <param name="stretch">The file.</param>
    /// <param name="cancellationToken">Stops it; take it again to go on.</param>
    /// <exception cref="InvalidMemoryException">
    /// It is not whole, no trusted key signed it, it is of another move, does not follow on what is here, or what came is not what the source has.
    /// </exception>
    /// <exception cref="LimitExceededException">The scope or its tenant is full.</exception>
    ValueTask<MoveStanding> TakeAsync(byte[] stretch, CancellationToken cancellationToken = default);
}

/// <summary>Where one memory stands in a move.</summary>
/// <param name="Memory">Which.</param>
/// <param name="Move">The move; null when it was never in one.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Elsewhere">The other end; null when it was not told.</param>
/// <param name="Cursors">At a target: for each chapter of the source, how many of its operations were taken.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.MoveStanding")]
public sealed record MoveStanding(
    [property: Id(0)] MemoryType Memory, [property: Id(1)] string? Move, [property: Id(2)] MovePhase Phase, [property: Id(3)] string? Elsewhere,
    [property: Id(4)] ImmutableArray<long> Cursors);
