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
    [property: Id(0)] ImmutableArray<MemoryRecord> Turns, [property: Id(1)] long Next, [property: Id(2)] long Sequence, [property: Id(3)] bool IsEnd);
