using System.Collections.Immutable;
using AgentGrains.Engine.Memory.Joint;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Memory;

/// <summary>One chapter of a memory, as the memory's front door sees it (docs/decisions/0020-chapters.md). Nobody else calls it.</summary>
[Alias("agentgrains.IMemoryChapter")]
internal interface IMemoryChapter : ITenantOwned
{
    /// <summary>What it holds, and whether it is sealed. Does not fail on a damaged chapter.</summary>
    [Alias("Look"), AlwaysInterleave]
    ValueTask<ChapterState> LookAsync();

    /// <summary>The first receipts of the drafts whose keys the chapter knows; null for the others. Final once the chapter is sealed.</summary>
    /// <exception cref="IdempotencyConflictException">A key was used before with other content.</exception>
    [Alias("FindKnown"), AlwaysInterleave]
    ValueTask<ImmutableArray<MemoryReceipt?>> FindKnownAsync(ImmutableArray<MemoryDraft> drafts);

    /// <summary>A filter of the keys that the chapter knows (<see cref="Engine.Records.KeyFilter"/>). Complete once the chapter is sealed.</summary>
    [Alias("FilterKeys"), AlwaysInterleave]
    ValueTask<ImmutableArray<byte>> FilterKeysAsync();

    /// <summary>Remembers all drafts in one commit, or seals a full chapter and remembers none.</summary>
    /// <param name="drafts">The drafts, none of them known to an earlier chapter.</param>
    /// <param name="before">What is before this chapter.</param>
    /// <inheritdoc cref="IMemoryGrain.RememberAsync" path="/exception"/>
    [Alias("Append")]
    ValueTask<ChapterAppend> AppendAsync(ImmutableArray<MemoryDraft> drafts, ChapterStart before);

    /// <summary>Checks that a record of a later chapter may replace one of this.</summary>
    /// <exception cref="InvalidMemoryException">It may not.</exception>
    [Alias("CheckReplaceable"), AlwaysInterleave]
    ValueTask CheckReplaceableAsync(MemoryId id);

    /// <summary>Says that a record of a later chapter has replaced one of this. Repeatable.</summary>
    [Alias("Replace")]
    ValueTask ReplaceAsync(MemoryId id, MemoryId by);

    /// <summary>What changed for an index of all chapters, and what a question may see here.</summary>
    /// <param name="search">The question; null for the changes alone.</param>
    /// <param name="known">How far that index has followed this chapter.</param>
    /// <exception cref="InvalidMemoryException">The question's vector is unusable or has the wrong dimension.</exception>
    [Alias("ReadPart"), AlwaysInterleave]
    ValueTask<MemoryPart> ReadPartAsync(MemorySearch? search, PartPlace known);

    /// <summary>Versions by ordinal; null for what is gone.</summary>
    [Alias("ReadVersions"), AlwaysInterleave]
    ValueTask<ImmutableArray<MemoryRecord?>> ReadVersionsAsync(ImmutableArray<int> ordinals);

    /// <summary>The same, as they would be were the staged run applied.</summary>
    [Alias("ReadStagedVersions"), AlwaysInterleave]
    ValueTask<ImmutableArray<MemoryRecord?>> ReadStagedVersionsAsync(ImmutableArray<int> ordinals);
}

/// <summary>What a chapter holds.</summary>
/// <param name="SealedAt">When it was closed to new records; null while it is open.</param>
/// <param name="Records">Records, retired ones included.</param>
/// <param name="Bytes">Bytes of journal.</param>
/// <param name="IsDamaged">It cannot be read: nothing else is known of it.</param>
/// <param name="Replaced">Records of earlier chapters that records of this one say they replaced.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ChapterState")]
internal sealed record ChapterState(
    [property: Id(0)] DateTimeOffset? SealedAt, [property: Id(1)] int Records, [property: Id(2)] long Bytes, [property: Id(3)] bool IsDamaged,
    [property: Id(4)] ImmutableArray<Replacement> Replaced);

/// <summary>A record of an earlier chapter, and what replaced it.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.Replacement")]
internal sealed record Replacement([property: Id(0)] MemoryId Old, [property: Id(1)] MemoryId By);

/// <summary>What is before a chapter.</summary>
/// <param name="Records">Records of all chapters before it.</param>
/// <param name="Bytes">Bytes of their journals.</param>
/// <param name="SealedAt">When the last of them was sealed.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ChapterStart")]
internal sealed record ChapterStart([property: Id(0)] int Records, [property: Id(1)] long Bytes, [property: Id(2)] DateTimeOffset SealedAt);

/// <summary>What became of an append.</summary>
/// <param name="Receipts">One per draft; default when the chapter is sealed.</param>
/// <param name="Sealed">The chapter as it stands, sealed; null when it took the drafts.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ChapterAppend")]
internal sealed record ChapterAppend([property: Id(0)] ImmutableArray<MemoryReceipt> Receipts, [property: Id(1)] ChapterState? Sealed);
