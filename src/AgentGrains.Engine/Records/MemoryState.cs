using System.Collections.Immutable;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Records;

/// <summary>
/// What a journal says: every version of every record, and every idempotency key. Decisions turn drafts into operations and change
/// nothing; only <see cref="Apply"/> changes state, so replaying a journal's operations reproduces it byte for byte.
/// </summary>
/// <remarks>
/// Not thread-safe: its one owner decides, persists, then applies. Versions are numbered by ordinals from 0, which the index shares.
/// </remarks>
public sealed partial class MemoryState
{
    private readonly List<MemoryRecord?> _versions = [];
    private readonly List<MemoryId> _ids = [];
    private readonly Dictionary<MemoryId, int> _current = [];
    private readonly Dictionary<int, int> _earlier = [];   // version before, only for records that were updated
    private readonly KeyIndex _keys = new();
    private readonly FieldWriter _writer = new();
    private readonly ulong _fingerprint;

    /// <summary>The state of an empty journal.</summary>
    /// <param name="scope">Whose memory it is.</param>
    /// <param name="type">Which of its memories.</param>
    /// <param name="chapter">Which chapter of that memory.</param>
    public MemoryState(Scope scope, MemoryType type, int chapter = 0)
    {
        ArgumentNullException.ThrowIfNull(scope);
        (Scope, Type, Chapter, Sequence) = (scope, type, chapter, Chapters.SequenceBefore(chapter));
        _fingerprint = Chapters.Fingerprint(scope, chapter);
    }

    /// <summary>Whose memory it is.</summary>
    public Scope Scope { get; }

    /// <summary>Which of the scope's memories it is.</summary>
    public MemoryType Type { get; }

    /// <summary>Position of the last applied operation.</summary>
    public long Sequence { get; private set; }

    /// <summary>Position of the last operation that changed what is believed; vectors, links and confirmations do not.</summary>
    public long Revision { get; private set; }

    /// <summary>Number of versions, forgotten ones included; every ordinal is smaller.</summary>
    public int Versions => _versions.Count;

    /// <summary>Number of records that were neither forgotten nor replaced, and are not held.</summary>
    public int Count { get; private set; }

    /// <summary>The version with this ordinal; null when it was forgotten.</summary>
    public MemoryRecord? this[int ordinal] => _versions[ordinal];

    /// <summary>The record as it stands, or stood at <paramref name="asOf"/>; null when there is or was none, or it is held.</summary>
    public MemoryRecord? Find(MemoryId id, DateTimeOffset? asOf = null)
    {
        if (!_current.TryGetValue(id, out var ordinal))
            return null;
        if (asOf is not { } time)
            return _versions[ordinal] is { Status: not EpistemicStatus.Quarantined } current ? current : null;
        for (; ; ordinal = _earlier[ordinal])
        {
            if (_versions[ordinal] is { Status: not EpistemicStatus.Quarantined } version && WasBelieved(version, time))
                return version;
            if (!_earlier.ContainsKey(ordinal))
                return null;
        }
    }

    /// <summary>Whether a version may be recalled now (<paramref name="asOf"/> null) or might have been then.</summary>
    /// <param name="ordinal">The version.</param>
    /// <param name="asOf">What was believed at this time; null means now.</param>
    /// <param name="validAt">What held in the world at this time; null means at <paramref name="asOf"/>.</param>
    /// <param name="now">The present.</param>
    public bool IsVisible(int ordinal, DateTimeOffset? asOf, DateTimeOffset? validAt, DateTimeOffset now)
    {
        if (_versions[ordinal] is not { } record || record.Status >= EpistemicStatus.Quarantined || record.ExpiresAt <= now)
            return false;
        if (asOf is null ? record.Lineage.RetiredAt is not null : !WasBelieved(record, asOf.Value))
            return false;
        var time = validAt ?? asOf ?? now;
        return !(record.ValidFrom > time) && !(record.ValidTo <= time);
    }

    /// <summary>Lists current records in the order they were remembered.</summary>
    /// <param name="position">Where to go on: 0 at first, then the page's <see cref="MemoryPage.Next"/>.</param>
    /// <param name="take">Most records to return.</param>
    /// <param name="now">The present: what has expired is left out; null means at no time.</param>
    public MemoryPage Page(long position, int take, DateTimeOffset? now = null)
    {
        var records = ImmutableArray.CreateBuilder<MemoryRecord>();
        var ordinal = (int)Math.Clamp(position, 0, _versions.Count);
        for (; ordinal < _versions.Count && records.Count < take; ordinal++)
        {
            if (_versions[ordinal] is { Lineage.RetiredAt: null, Status: not EpistemicStatus.Quarantined } record && !(record.ExpiresAt <= now))
                records.Add(record);
        }

        return new MemoryPage(records.ToImmutable(), ordinal < _versions.Count ? ordinal : null);
    }

    /// <summary>All records that the journal names, forgotten and erased ones included.</summary>
    internal IEnumerable<MemoryId> AllIds => _ids.Distinct();

    /// <summary>Writes the whole state in canonical form: two states are equal when these bytes are.</summary>
    public void WriteTo(FieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Varint((ulong)Sequence);
        for (var ordinal = 0; ordinal < _versions.Count; ordinal++)
        {
            writer.Id(2, _ids[ordinal]);
            if (_versions[ordinal] is { } record)
                OperationCodec.WriteRecord(writer, record);
        }

        Tombstones.WriteTo(writer);
        Staged.WriteTo(writer);
        if (Fence is not null)
            FenceCodec.WriteFields(writer, Fence);
    }

    private static bool WasBelieved(MemoryRecord version, DateTimeOffset time) =>
        version.RecordedAt <= time && !(version.Lineage.RetiredAt <= time);
}
