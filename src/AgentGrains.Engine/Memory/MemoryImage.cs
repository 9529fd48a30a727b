using System.Collections.Immutable;
using System.Runtime.InteropServices;
using AgentGrains.Engine.Decay;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Records;
using AgentGrains.Engine.Resolve;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Memory;

/// <summary>One memory as it is held in RAM: what the journal says, and the index over it, always in step.</summary>
/// <remarks>Not thread-safe: its grain is its one owner.</remarks>
public sealed partial class MemoryImage
{
    private readonly RecallIndex _index;
    private readonly List<RankedHit> _hits = [];
    private readonly StandingBeliefs _standing;
    private readonly RelatedIndex? _related;   // what derivation compares with; only semantic memory is derived into
    private readonly SlotIndex? _slots;        // what forms are filled with
    private readonly SortedSet<int> _archived = [];   // versions that are not in the index
    private int _restricted;   // versions that some question must not see
    private int _doubted;      // versions whose trust is below that of an unknown source
    private readonly float _trustExponent;
    private readonly float _agePerDay;

    /// <summary>The image of an empty journal.</summary>
    /// <param name="scope">Whose memory it is.</param>
    /// <param name="type">Which of its memories.</param>
    /// <param name="words">Vectors of single words, to find other words of the same meaning.</param>
    /// <param name="guard">How trust weighs in ranking; null ranks without it.</param>
    /// <param name="chapter">Which chapter of the memory.</param>
    /// <param name="offloads">Whether vectors are searched in a store: then none is in the index.</param>
    public MemoryImage(Scope scope, MemoryType type, IWordVectors? words = null, GuardOptions? guard = null, int chapter = 0, bool offloads = false)
    {
        Offloads = offloads;
        (_trustExponent, _agePerDay) = guard is { Enabled: true } ? (guard.TrustExponent, guard.DoubtedAgePerDay) : (0, 0);
        _index = new RecallIndex(words);
        State = new MemoryState(scope, type, chapter);
        VectorsAt = State.Sequence;
        _standing = new StandingBeliefs(State);
        if (type == MemoryType.Semantic)
            (_related, _slots) = (new RelatedIndex(State), new SlotIndex(State));
    }

    /// <summary>The records.</summary>
    public MemoryState State { get; }

    /// <summary>Records that are not in the index because they are archived.</summary>
    public int Archived => _archived.Count;

    /// <summary>Bytes that vectors take in the index and in the records.</summary>
    public long VectorBytes => _index.VectorBytes + Enumerable.Range(0, State.Versions).Sum(ordinal => State[ordinal]?.Vector?.Bytes.Length ?? 0L);

    /// <summary>Bits per component of a version's vector in the index; 0 when it has none there.</summary>
    internal int VectorBits(int ordinal) => _index.VectorBits(ordinal);

    /// <summary>Applies one operation; it must be the next.</summary>
    public void Apply(MemoryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var change = State.Apply(operation);
        NoteVector(operation);
        Touch(change.Added);
        Touch(change.Retiered);
        foreach (var ordinal in change.Removed ?? [])
            Touch(ordinal);
        if (change.Added >= 0)
        {
            var record = State[change.Added]!;
            if (_index.Add(record) != change.Added)
                throw new InvalidOperationException("The index is out of step with the records.");
            if (record.Vector is { } vector)
                SetVector(change.Added, vector);
            if (record.Life.Zone != MemoryZone.Active)
                Place(change.Added);
            if (record.ExpiresAt is not null)
                _restricted++;
            if (record.ValidFrom is not null || record.ValidTo is not null)
                _restricted++;
            if (record.Belief?.ResolvedAt is not null)
                _restricted++;
            _related?.Add(change.Added, record);
            _slots?.Add(change.Added, record);
            _standing.Add(change.Added, record);
            if (record.Trust < SourceStanding.Unknown)
                _doubted++;
        }

        if (operation.Kind == OperationKind.Erased)
        {
            // Its place stays, so that ordinals go on alike.
            _index.Remove(_index.Add(new MemoryRecord { Id = operation.Target, Text = "" }));
            _restricted++;
        }

        if (operation.Kind == OperationKind.Quarantine && WasHeldFromTheFirst(operation) is >= 0 and var ordinalHeld)
        {
            // It never was there to be found: out of the index, and no question pays for hiding it.
            _index.Remove(ordinalHeld);
            Touch(ordinalHeld);
            return;
        }

        foreach (var ordinal in change.Removed ?? [])
        {
            if (!_archived.Remove(ordinal) && _index.IsLive(ordinal))   // what was held from the first is out of it
                _index.Remove(ordinal);
        }

        if (change.Embedded >= 0 && State[change.Embedded]!.Vector is { } embedded)
            SetVector(change.Embedded, embedded);
        if (change.Retiered >= 0)
            Place(change.Retiered);
        if (operation.Kind is OperationKind.Update or OperationKind.Supersede or OperationKind.Quarantine or OperationKind.Release)
            _restricted++;
    }

    /// <summary>Believed records of the draft's slot, or of its very text.</summary>
    internal IReadOnlyList<MemoryRecord> OfSameMatter(MemoryDraft draft) => _related is null || draft.Slot is null ? [] : _related.OfSlot(draft.Slot, 16);

    /// <summary>Believed records of a slot.</summary>
    internal IReadOnlyList<MemoryRecord> OfSlot(Slot slot) => _related?.OfSlot(slot, 16) ?? [];

    /// <summary>Whether a record is searched: in the index, and not at rest.</summary>
    internal bool IsHot(MemoryId id) => State.OrdinalOf(id) is >= 0 and var ordinal && _index.IsLive(ordinal) && !_archived.Contains(ordinal);

    /// <summary>Whether a record holds a time expression, as it was indexed.</summary>
    internal bool TellsTime(int ordinal) => _index.TellsTime(ordinal);

    private int WasHeldFromTheFirst(MemoryOperation operation)
    {
        var ordinal = State.OrdinalOf(operation.Target);
        return State[ordinal]!.Sequence + 1 == operation.Sequence && State[ordinal]!.RecordedAt == operation.At && operation.Producer == "guard" ? ordinal : -1;
    }

    /// <summary>What is known of the matter of a statement.</summary>
    /// <param name="unit">The statement.</param>
    /// <param name="most">Most records in each list.</param>
    public (ImmutableArray<MemoryRecord> Similar, ImmutableArray<MemoryRecord> Neighbours) FindRelated(ExtractedUnit unit, int most)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return _related is null ? ([], []) : ([.. _related.Similar(unit, most)], [.. _related.Neighbours(unit, most)]);
    }

    /// <summary>Finds the beliefs that could fill the fields of a form, now or at the request's time.</summary>
    public ImmutableArray<SlotMatch> FindSlots(ResolveRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _slots?.Find(request, now) ?? [];
    }

    /// <summary>Decides to give records their vectors; records that are gone meanwhile are left out.</summary>
    /// <exception cref="InvalidMemoryException">A vector could not be compared with the others of its model. Nothing is to be written.</exception>
    public ImmutableArray<MemoryOperation> DecideEmbed(IReadOnlyCollection<(MemoryId Id, StoredVector Vector)> vectors, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        foreach (var (_, vector) in vectors)
        {
            if (vector.Dimension != 0)
                _index.RequireVector(vector);
        }

        return State.DecideEmbed(vectors, now);
    }

    /// <summary>Searches what is visible now, or was at the search's time.</summary>
    public MemorySearchResult Search(MemorySearch search, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(search);
        var standing = StandingFor(search, now);
        var deep = IsDeep(search);
        if (deep)
            Unarchive();
        try
        {
            return Staged(search, Search(search, standing, now));
        }
        finally
        {
            if (deep)
                Rearchive();
        }
    }

    /// <summary>Whether a search sees what is archived.</summary>
    internal static bool IsDeep(MemorySearch search) => search.Deep || search.AsOf is not null;

    private StandingContext? StandingFor(MemorySearch search, DateTimeOffset now) =>
        _standing.Find(search.Domains, ordinal => State.IsVisible(ordinal, search.AsOf, search.ValidAt, now) && !IsSettled(State[ordinal]!, search.AsOf ?? now));

    private MemorySearchResult Search(MemorySearch search, StandingContext? standing, DateTimeOffset now)
    {
        if (search.Profile == RecallProfile.Precise)
        {
            var visible = Visibility(search, now);
            var named = PreciseRecall.Rank(_index.SearchNames(search.Query).Where(hit => visible is null || visible(hit.Ordinal)), ordinal => State[ordinal], _index.FoldName);
            var hits = named.Take(search.Limit).ToImmutableArray();
            return new MemorySearchResult(hits, State.Sequence) { Standing = standing, Unanswered = hits.IsEmpty };
        }

        var answered = _index.Search(
            Query(search, _index) with { Visible = Visibility(search, now), Prior = Doubts(search, now), Vector = VectorOf(search), Cosines = NearCosines(search) }, _hits);
        var found = ImmutableArray.CreateBuilder<MemoryHit>(_hits.Count);
        foreach (var hit in _hits)
            found.Add(Describer(search, _index, hit)(State[hit.Ordinal]!));
        return new MemorySearchResult(found.MoveToImmutable(), State.Sequence) { Standing = standing, Unanswered = !answered, Basis = search.WithSignals ? _index.Basis : 0 };
    }

    /// <summary>A search as an index is asked it, but for what may be seen and is doubted, and vectors.</summary>
    internal static SearchQuery Query(MemorySearch search, RecallIndex index) => new(search.Query, search.Limit)
    {
        Model = search.VectorModel,
        Adaptive = search.Adaptive,
        Adjustment = search.Adjustment.Basis == index.Basis ? search.Adjustment.Deltas.AsMemory() : default,
        Cut = search.Adjustment.Basis == index.Basis ? search.Adjustment.Cut ?? RecallCut.Shipped : RecallCut.Shipped,
    };

    /// <summary>Describes a hit of the index's last search, once its record is there.</summary>
    internal static Func<MemoryRecord, MemoryHit> Describer(MemorySearch search, RecallIndex index, RankedHit hit)
    {
        ImmutableArray<float> signals = search.WithSignals ? Weighed(index, hit.Ordinal) : [];
        return record => new MemoryHit(record, hit.Score, hit.Coverage, ChannelNames.Describe(hit.Channels)) { Signals = signals };
    }

    private static ReadOnlyMemory<float> VectorOf(MemorySearch search) => search.Vector.IsDefaultOrEmpty ? default : search.Vector.AsMemory();

    private static ImmutableArray<float> Weighed(RecallIndex index, int ordinal)
    {
        var values = new float[RankingBasis.Size];
        index.ReadWeighed(ordinal, values);
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    // Null, which costs the index nothing, unless something is doubted.
    private Func<int, float>? Doubts(MemorySearch search, DateTimeOffset now) =>
        _doubted > 0 && _trustExponent > 0 ? ordinal => Doubt(ordinal, search.AsOf ?? now) : null;

    // sim * trust^g * exp(-age), as log odds: fused scores are log odds up to a constant. Nothing for what nobody doubts.
    private float Doubt(int ordinal, DateTimeOffset at)
    {
        if (State[ordinal] is not { Trust: < SourceStanding.Unknown } record)
            return 0;
        var days = Math.Max(0, (float)(at - record.RecordedAt).TotalDays);
        return _trustExponent * MathF.Log(Math.Max(record.Trust, 0.01f) / SourceStanding.Unknown) - _agePerDay * days;
    }

    // Follows a version's zone: in or out of the index, its weight, and the precision of its vector.
    private void Place(int ordinal)
    {
        if (!_index.IsLive(ordinal) && !_archived.Contains(ordinal))
            return;   // held from the first
        var record = State[ordinal]!;
        if (record.Life.Zone == MemoryZone.Archive)
        {
            if (_archived.Add(ordinal))
                _index.Archive(ordinal);
            return;
        }

        if (_archived.Remove(ordinal))
            _index.Restore(ordinal, record);
        _index.SetWeight(ordinal, Zones.Weight(record.Life.Zone));
        if (record.Vector is { } vector)
            SetVector(ordinal, vector);
    }

    // While a deep search runs, what is archived is in the index, at the weight of what is cold: everything scores as it would have.
    private void Unarchive()
    {
        foreach (var ordinal in _archived)
        {
            _index.Restore(ordinal, State[ordinal]!);
            _index.SetWeight(ordinal, Zones.Weight(MemoryZone.Cold));
        }
    }

    private void Rearchive()
    {
        foreach (var ordinal in _archived)
            _index.Archive(ordinal);
    }

    // A journal may hold a vector that an older version took and that cannot be compared: its record is found by its words.
    private void SetVector(int ordinal, StoredVector vector)
    {
        try
        {
            if (!Offloads && vector.Dimension != 0 && vector.Bits != 0 && _index.IsLive(ordinal))
            {
                _index.SetVector(ordinal, vector);
                return;
            }
        }
        catch (InvalidMemoryException)
        {
            // The record's earlier vector is out of date as well.
        }

        if (_index.Holds(ordinal))
            _index.RemoveVector(ordinal);
    }

    // Null, which costs the index nothing, unless something could be hidden.
    private Func<int, bool>? Visibility(MemorySearch search, DateTimeOffset now)
    {
        var (matches, hides) = (RecordFilter.Make(search), IsCanary(search) && !IsDeep(search));
        if (matches is null && search.AsOf is null && search.ValidAt is null && _restricted == 0 && !hides)
            return null;
        return ordinal => State.IsVisible(ordinal, search.AsOf, search.ValidAt, now)
            && State[ordinal] is { } record && !IsSettled(record, search.AsOf ?? now) && !(hides && State.Staged.Hides(record.Id)) && (matches is null || matches(record));
    }

    /// <summary>How a search is answered while a run is staged or watched here; null when none is. A question as of a time is no part of it.</summary>
    public StagedView? StagedFor(MemorySearch search)
    {
        ArgumentNullException.ThrowIfNull(search);
        return search.AsOf is null ? State.Staged.ViewOf(search.ForSession) : null;
    }

    /// <summary>Versions by ordinal, as they would be were the staged run applied; null for what is gone.</summary>
    public ImmutableArray<MemoryRecord?> ReadStaged(ImmutableArray<int> ordinals) =>
        [.. ordinals.Select(ordinal => ordinal >= 0 && ordinal < State.Versions && State[ordinal] is { } record ? State.Staged.Shown(record) : null)];

    private bool IsCanary(MemorySearch search) => StagedFor(search) is { Arm: RunArm.Canary };

    private MemorySearchResult Staged(MemorySearch search, MemorySearchResult found) => StagedFor(search) is not { } view ? found : found with
    {
        Staged = view,
        Hits = view.Arm == RunArm.Canary ? [.. found.Hits.Select(hit => hit with { Record = State.Staged.Shown(hit.Record) })] : found.Hits,
    };

    // A question that was settled is history.
    private static bool IsSettled(MemoryRecord record, DateTimeOffset at) => record.Belief is { ResolvedAt: { } settled } && settled <= at;
}
