using System.Collections.Immutable;
using AgentGrains.Engine.Moves;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Moves;

/// <summary>A memory, or one chapter of it, as an end of a move between clusters (docs/decisions/0033-moves.md). Every call is safe to repeat.</summary>
[Alias("agentgrains.IMoveSink")]
internal interface IMoveSink : ITenantOwned
{
    /// <summary>Where it stands.</summary>
    [Alias("FindMove"), AlwaysInterleave]
    ValueTask<MoveStanding> FindMoveAsync();

    /// <summary>Brings it, and all chapters behind it, into a phase.</summary>
    /// <returns>Where it stands then. An abandoned target has erased what it was, and is asked once more.</returns>
    /// <exception cref="InvalidMemoryException">The phase does not follow on what is.</exception>
    [Alias("SettleMove")]
    ValueTask<MoveStanding> SettleMoveAsync(FenceNote note);

    /// <summary>What it wrote after a target's cursors, chapter after chapter, up to so many operations.</summary>
    [Alias("ReadMove")]
    ValueTask<MoveStretch> ReadMoveAsync(string move, ImmutableArray<long> cursors, int take);

    /// <summary>What this chapter wrote after a place in it.</summary>
    [Alias("ReadMovePart")]
    ValueTask<MovePart> ReadMovePartAsync(string move, long taken, int take);

    /// <summary>Takes what a source wrote; what was taken before is passed over. With the last of a fenced source the memory is complete.</summary>
    /// <exception cref="InvalidMemoryException">It is of another move, does not follow on what is here, or what came is not what the source has.</exception>
    /// <exception cref="LimitExceededException">The memory or its tenant is full.</exception>
    [Alias("TakeMove")]
    ValueTask<MoveStanding> TakeMoveAsync(MoveStretch stretch);
}
