using AgentGrains.Engine.Memory;
using AgentGrains.Engine.Memory.Joint;
using AgentGrains.Engine.Records;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Tests.Engine.Memory.Joint;

/// <summary>A log in one part and the same log in several, written alike. Records are named by the number they were remembered as.</summary>
internal sealed class SplitMemory
{
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly MemoryOptions Limits = new();
    private static readonly GuardOptions Guard = new();

    private readonly MemoryImage[] _images;   // one for all, then the parts
    private readonly Dictionary<MemoryId, int>[] _numbers;
    private readonly List<MemoryId>[] _ids;
    private readonly IWordVectors? _words;
    private readonly int _perPart;

    public SplitMemory(int parts, int perPart, IWordVectors? words = null)
    {
        (_perPart, _words) = (perPart, words);
        _images = [new MemoryImage(Ann, MemoryType.Episodic, words, Guard), .. Enumerable.Range(0, parts).Select(part => new MemoryImage(Ann, MemoryType.Episodic, words, Guard, part))];
        (_numbers, _ids) = ([[], []], [[], []]);
        Joint = new JointMemory(words);
    }

    public JointMemory Joint { get; private set; }

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public int Count => _ids[0].Count;

    public int Parts => _images.Length - 1;

    public void Remember(MemoryDraft draft, int? replaces = null, float? trust = null)
    {
        Now = Now.AddMinutes(1);
        var part = Math.Min(Count / _perPart, Parts - 1) + 1;
        if (Count % _perPart == 0 && Count / _perPart < Parts && part > 1)
        {
            Apply(part - 1, _images[part - 1].State.DecideSeal(Now));
            _images[part].State.Follow(Now);
            Now = Now.AddMinutes(1);
        }

        foreach (var (side, image) in new[] { (0, 0), (1, part) })
        {
            var old = replaces is { } number ? _ids[side][number] : (MemoryId?)null;
            var decision = _images[image].State.Decide([draft with { Supersedes = old }], Now, Limits);
            foreach (var operation in decision.Operations)
                Apply(image, trust is { } level && operation.Record is { } record ? operation with { Record = record with { Trust = level } } : operation);
            var id = decision.Receipts[0].Id;
            if (old is { } elsewhere && side == 1 && PartOf(replaces!.Value) != part)
                Apply(PartOf(replaces.Value), _images[PartOf(replaces.Value)].State.DecideReplaced(elsewhere, id, Now)!);
            _numbers[side].Add(id, _ids[side].Count);
            _ids[side].Add(id);
        }
    }

    /// <summary>Does the same to one record on both sides.</summary>
    public void Change(int number, Func<MemoryState, MemoryId, DateTimeOffset, MemoryOperation?> decide)
    {
        Now = Now.AddMinutes(1);
        foreach (var (side, image) in new[] { (0, 0), (1, PartOf(number)) })
        {
            if (decide(_images[image].State, _ids[side][number], Now) is { } operation)
                Apply(image, operation);
        }
    }

    public MemoryRecord? this[int number] => _images[0].State.Find(_ids[0][number]);

    /// <summary>Begins with an empty index, as after an activation.</summary>
    public void Reread() => Joint = new JointMemory(_words);

    /// <summary>What both sides find, written out in full.</summary>
    public (string One, string Split) Search(MemorySearch search)
    {
        var one = _images[0].Search(search, Now);
        MemoryPart[] parts;
        do
        {
            parts = [.. Enumerable.Range(0, Parts).Select(part => _images[part + 1].ReadPart(search, Joint.PlaceOf(part), Now))];
            Joint.Follow(parts.Select((part, number) => (number, part)));
        }
        while (!parts.All(part => part.IsAll));
        MemoryHit[] hits;
        var answered = true;
        if (search.Profile == RecallProfile.Precise)
        {
            var called = Joint.SearchNames(search, parts).ToDictionary(hit => hit.Hit.Ordinal);
            hits = [.. PreciseRecall.Rank(called.Values.Select(hit => hit.Hit), ordinal => RecordOf(called[ordinal].Version), Joint.FoldName).Take(search.Limit)];
            answered = hits.Length > 0;
        }
        else
        {
            (var found, answered) = Joint.Search(search, parts);
            hits = [.. found.Select(hit => hit.Describe(RecordOf(hit.Version)!))];
        }

        return (
            Write(0, one.Hits, !one.Unanswered, one.Standing is null ? [] : one.Standing.Pinned),
            Write(1, hits, answered, parts.Where(part => part.Standing is not null).SelectMany(part => part.Standing!.Pinned)));
    }

    private MemoryRecord? RecordOf(PartOrdinal version) => _images[version.Part + 1].State[version.Ordinal];

    private int PartOf(int number) => Math.Min(number / _perPart, Parts - 1) + 1;

    private void Apply(int image, MemoryOperation operation) => _images[image].Apply(operation);

    private string Write(int side, IEnumerable<MemoryHit> hits, bool answered, IEnumerable<MemoryRecord> standing) => string.Join('\n',
        [
            .. hits.Select(hit => FormattableString.Invariant(
                $"{_numbers[side][hit.Record.Id]}/{hit.Record.Lineage.Version} {hit.Score:R} {hit.Coverage:R} {string.Join(' ', hit.Channels)} {string.Join(' ', hit.Signals)}")),
            $"answered {answered}", .. standing.Select(record => $"stands {_numbers[side][record.Id]}"),
        ]);
}
