using AgentGrains.Engine.Decay;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Names;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Memory.Joint;

/// <summary>A version of one of several parts.</summary>
/// <param name="Part">Which part.</param>
/// <param name="Ordinal">Its ordinal there.</param>
public readonly record struct PartOrdinal(int Part, int Ordinal);

/// <summary>
/// The index over all parts of a memory that is kept in parts: <see cref="RecallIndex"/>, which a memory in one part is ranked by, over the words
/// of all records in the order they were remembered, so that ranks are those of one part. Records, keys and vectors stay with the parts, which say
/// question by question what may be seen, what is doubted, and how near each vector comes.
/// </summary>
/// <remarks>Not thread-safe. Applying a part twice, or one that is older than what is known, changes nothing.</remarks>
public sealed class JointMemory(IWordVectors? words = null)
{
    private const int RecordsOfAStep = 100;

    private readonly RecallIndex _index = new(words);
    private readonly List<PartOrdinal> _versions = [];               // by joint ordinal
    private readonly List<PartState> _parts = [];
    private readonly SortedDictionary<int, MemoryRecord> _archived = [];
    private readonly List<RankedHit> _hits = [];

    /// <summary>Bytes of the index.</summary>
    public long Bytes => _index.Bytes;

    /// <summary>Which signals it ranks by.</summary>
    public int Basis => _index.Basis;

    /// <summary>How far a part was followed.</summary>
    public PartPlace PlaceOf(int part) => part < _parts.Count ? _parts[part].Place : default;

    /// <summary>Follows the parts. Whatever they say together that is new is indexed in the order it was recorded in.</summary>
    /// <param name="parts">Answers, each with the number of its part.</param>
    public void Follow(IEnumerable<(int Number, MemoryPart Part)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (var _ in FollowSteps(parts))
        {
            // Nobody else has anything to do between them.
        }
    }

    /// <summary>The same in steps of some milliseconds. Between them it may neither be asked nor follow anything else; <see cref="PlaceOf"/> says already how far it will have come.</summary>
    internal IEnumerable<int> FollowSteps(IEnumerable<(int Number, MemoryPart Part)> parts)
    {
        var added = new Dictionary<int, SortedDictionary<int, PartVersion>>();
        foreach (var (number, part) in parts)
        {
            while (_parts.Count <= number)
                _parts.Add(new PartState());
            var state = _parts[number];
            if (part.Place.Sequence < state.Place.Sequence)
                continue;   // another search was answered later and came here first
            state.Place = new PartPlace(Math.Max(state.Place.Versions, part.Place.Versions), part.Place.Sequence);
            if (!added.TryGetValue(number, out var versions))
                added.Add(number, versions = []);
            foreach (var version in part.Changes)
            {
                if (version.Ordinal < state.Joint.Count)
                    Change(state.Joint[version.Ordinal], version);
                else
                    versions[version.Ordinal] = version;
            }
        }

        // What is gone stays beside its neighbour.
        var taken = 0;
        foreach (var (_, number, version) in added.SelectMany(part => part.Value.Values.Select(version => (_parts[part.Key].After(version), part.Key, version))).OrderBy(item => item.Item1).ThenBy(item => item.Key).ThenBy(item => item.version.Ordinal).ToList())
        {
            Add(number, version);
            if (++taken % RecordsOfAStep == 0)
                yield return taken;
        }
    }

    /// <summary>Ranks the records of all parts.</summary>
    /// <param name="search">The question; its profile is not looked at.</param>
    /// <param name="parts">What every part said of it, by number; followed before.</param>
    /// <returns>The hits, best first, each as its place and what makes a hit of its record; and whether one may be the answer.</returns>
    public (IReadOnlyList<(PartOrdinal Version, Func<MemoryRecord, MemoryHit> Describe)> Hits, bool Answered) Search(MemorySearch search, IReadOnlyList<MemoryPart> parts)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(parts);
        var deep = MemoryImage.IsDeep(search);
        if (deep)
            Unarchive();
        try
        {
            var view = new JointView(parts, _versions);
            var answered = _index.Search(
                MemoryImage.Query(search, _index) with { Visible = view.Visible, Prior = view.Prior, Cosines = view.Cosines }, _hits);
            return ([.. _hits.Select(hit => (_versions[hit.Ordinal], MemoryImage.Describer(search, _index, hit)))], answered);
        }
        finally
        {
            if (deep)
                Rearchive();
        }
    }

    /// <summary>The records of all parts that the question calls by name and may see.</summary>
    internal IReadOnlyList<(PartOrdinal Version, NameHit Hit)> SearchNames(MemorySearch search, IReadOnlyList<MemoryPart> parts)
    {
        var deep = MemoryImage.IsDeep(search);
        if (deep)
            Unarchive();
        try
        {
            var visible = new JointView(parts, _versions).Visible;
            return [.. _index.SearchNames(search.Query).Where(hit => visible is null || visible(hit.Ordinal)).Select(hit => (_versions[hit.Ordinal], hit))];
        }
        finally
        {
            if (deep)
                Rearchive();
        }
    }

    /// <summary>A name as it is compared.</summary>
    internal string FoldName(string name) => _index.FoldName(name);

    private void Add(int number, PartVersion version)
    {
        if (version.Ordinal != _parts[number].Joint.Count)
            throw new InvalidOperationException($"Version {version.Ordinal} of part {number} does not follow {_parts[number].Joint.Count - 1}.");
        var ordinal = _index.Add(version.Record ?? new MemoryRecord { Id = default, Text = "" });
        _versions.Add(new PartOrdinal(number, version.Ordinal));
        _parts[number].Joint.Add(ordinal);
        Change(ordinal, version);
    }

    // To what it is now, whatever it was.
    private void Change(int ordinal, PartVersion version)
    {
        var (isArchived, isLive) = (version.Record is not null && version.Zone == MemoryZone.Archive, version.Record is not null && version.Zone != MemoryZone.Archive);
        if (isArchived)
            _archived[ordinal] = version.Record!;
        else
            _archived.Remove(ordinal);
        if (!isLive && _index.IsLive(ordinal))
            _index.Remove(ordinal);
        else if (isLive && !_index.IsLive(ordinal))
            _index.Restore(ordinal, version.Record!);
        if (isLive)
            _index.SetWeight(ordinal, Zones.Weight(version.Zone));
    }

    private void Unarchive()
    {
        foreach (var (ordinal, record) in _archived)
        {
            _index.Restore(ordinal, record);
            _index.SetWeight(ordinal, Zones.Weight(MemoryZone.Cold));
        }
    }

    private void Rearchive()
    {
        foreach (var ordinal in _archived.Keys)
            _index.Archive(ordinal);
    }

    private sealed class PartState
    {
        public List<int> Joint { get; } = [];   // by the part's ordinals

        public PartPlace Place { get; set; }

        private DateTimeOffset _last = DateTimeOffset.MinValue;

        /// <summary>When a version was recorded, never before the one before it.</summary>
        public DateTimeOffset After(PartVersion version) => _last = version.Record?.RecordedAt is { } at && at > _last ? at : _last;
    }
}
