using System.Collections.Immutable;

namespace AgentGrains.Engine.Records;

public sealed partial class MemoryState
{
    private readonly List<MemoryId> _replacing = [];   // records that took the place of one in an earlier chapter

    /// <summary>Which chapter of its memory this is, from 0.</summary>
    public int Chapter { get; }

    /// <summary>When the chapter was closed to new records; null while it is open.</summary>
    public DateTimeOffset? SealedAt { get; private set; }

    /// <summary>Whether new records go to the next chapter.</summary>
    public bool IsSealed => SealedAt is not null;

    /// <summary>Decides to close the chapter to new records. What it holds can still be forgotten, reinforced, embedded and replaced.</summary>
    public MemoryOperation DecideSeal(DateTimeOffset now) => new()
    {
        Kind = OperationKind.Seal,
        Sequence = Sequence + 1,
        At = TimeOfRecord(now),
        Key = $"#{Sequence + 1}",
        Producer = "chapters/1",
    };

    /// <summary>Records before this chapter's, which count against the memory's limits.</summary>
    internal int Before { get; set; }

    /// <summary>Nothing of this chapter is recorded at or before the time that the chapter before it was sealed: ids sort by time.</summary>
    public void Follow(DateTimeOffset sealedAt) => _lastAt = _lastAt > sealedAt ? _lastAt : sealedAt.AddMilliseconds(1);

    /// <summary>The first receipts of the drafts whose keys are known; null for the others.</summary>
    /// <exception cref="IdempotencyConflictException">A key was used before with other content.</exception>
    internal ImmutableArray<MemoryReceipt?> FindKnown(ImmutableArray<MemoryDraft> drafts)
    {
        var none = new Batch();
        return [.. drafts.Select(draft => Known(draft, none))];
    }

    /// <summary>A filter of the keys, for <see cref="KeyFilter"/>. Once the chapter is sealed no draft brings it another.</summary>
    internal ImmutableArray<byte> FilterKeys() => KeyFilter.Make(_keys.Hashes);

    /// <summary>What this chapter's records say that they replaced in earlier chapters.</summary>
    internal ImmutableArray<(MemoryId Old, MemoryId By)> Replaced() =>
        [.. from id in _replacing let record = Believed(id) where record is not null select (record.Lineage.Supersedes!.Value, id)];

    /// <summary>Checks that a record of a later chapter may replace this one.</summary>
    /// <exception cref="InvalidMemoryException">It may not.</exception>
    internal void RequireReplaceable(MemoryId id) => RequireReplaceable(id, new Batch());

    /// <summary>Decides that a record of a later chapter has replaced this one; null when it is gone or replaced already.</summary>
    internal MemoryOperation? DecideReplaced(MemoryId id, MemoryId by, DateTimeOffset now) => Find(id) is not { Lineage.RetiredAt: null }
        ? null
        : new MemoryOperation
        {
            Kind = OperationKind.Supersede,
            Sequence = Sequence + 1,
            At = TimeOfRecord(now),
            Key = $"#{Sequence + 1}",
            Target = id,
            LinkedTo = by,
            Producer = "chapters/1",
        };

    private bool IsElsewhere(MemoryId id) => Chapter > 0 && Chapters.FingerprintOf(id) != _fingerprint;

    private MemoryChange ReplaceFromElsewhere(MemoryOperation operation)
    {
        var ordinal = Current(operation);
        Count -= _versions[ordinal]!.Lineage.RetiredAt is null ? 1 : 0;   // a release that came with a move may have retired it before
        Retire(ordinal, operation.At, operation.LinkedTo);
        SetStatus(ordinal, EpistemicStatus.Superseded);
        return MemoryChange.None;
    }
}
