using System.Collections.Immutable;

namespace AgentGrains.Engine.Moves;

/// <summary>What a memory that moves wrote after its target's cursors.</summary>
/// <param name="Move">The move.</param>
/// <param name="Source">The scope it comes from.</param>
/// <param name="Memory">Which of its memories.</param>
/// <param name="Parts">One for each chapter, from the first, as far as it was read.</param>
/// <param name="IsWhole">The parts are of all chapters.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.MoveStretch")]
internal sealed record MoveStretch(
    [property: Id(0)] string Move, [property: Id(1)] Scope Source, [property: Id(2)] MemoryType Memory, [property: Id(3)] ImmutableArray<MovePart> Parts,
    [property: Id(4)] bool IsWhole)
{
    /// <summary>The hash of all that the source is, which is fenced and read to its end; null when it is not.</summary>
    public byte[]? HashOfAll()
    {
        if (!IsWhole || Parts.Any(part => part.Hash.IsDefaultOrEmpty))
            return null;
        var hash = new SetHash();
        foreach (var part in Parts)
            hash.AddHash(part.Hash.AsSpan());
        return hash.ToArray();
    }
}

/// <summary>What one chapter wrote after a cursor.</summary>
/// <param name="Chapter">Which.</param>
/// <param name="After">The sequence before the first operation.</param>
/// <param name="Operations">The operations, without gaps. What is forgotten has lost what it said.</param>
/// <param name="Erased">Where it was read to its end: all records whose erasure it tells of. What a target took of them before is to go.</param>
/// <param name="Hash">Where it was read to its end and is fenced by this move: the hash of what it holds; else empty.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.MovePart")]
internal sealed record MovePart(
    [property: Id(0)] int Chapter, [property: Id(1)] long After, [property: Id(2)] ImmutableArray<MemoryOperation> Operations,
    [property: Id(3)] ImmutableArray<MemoryId> Erased, [property: Id(4)] ImmutableArray<byte> Hash);
