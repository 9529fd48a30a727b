using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Derivation;

/// <summary>The episodic log as derivation reads it, from memory and beside its writes.</summary>
[Alias("agentgrains.ITurnSource")]
internal interface ITurnSource : ITenantOwned
{
    /// <summary>Records from a position on, in the order they were remembered; forgotten ones are passed over.</summary>
    /// <param name="position">Number of records before it, forgotten ones counted.</param>
    /// <param name="take">Most records.</param>
    [Alias("ReadTurns"), AlwaysInterleave]
    ValueTask<TurnPage> ReadTurnsAsync(long position, int take);
}

/// <summary>A piece of the log.</summary>
/// <param name="Turns">The records.</param>
/// <param name="Next">Position after the last of them.</param>
/// <param name="Sequence">Everything up to this journal position is before <paramref name="Next"/>.</param>
/// <param name="IsEnd">There was nothing more.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.TurnPage")]
internal sealed record TurnPage(
    [property: Id(0)] ImmutableArray<MemoryRecord> Turns, [property: Id(1)] long Next, [property: Id(2)] long Sequence, [property: Id(3)] bool IsEnd)
{
    /// <summary>Where reading goes on if more comes to the chapter that ended here, which is not the last; null when none ended.</summary>
    [Id(4)] public long? Passed { get; init; }
}

/// <summary>The derivation of a log as chapters see it that it has passed.</summary>
[Alias("agentgrains.ILateTurns")]
internal interface ILateTurns : ITenantOwned
{
    /// <summary>Tells that a sealed chapter may hold what was not derived from. Returns at once.</summary>
    [Alias("NotifyLate"), AlwaysInterleave]
    ValueTask NotifyLateAsync(int chapter);
}
