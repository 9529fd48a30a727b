using System.Collections.Immutable;
using AgentGrains.Engine.Guard;
using AgentGrains.Engine.Memory;
using AgentGrains.Engine.Memory.Joint;
using AgentGrains.Runtime.Recall;

namespace AgentGrains.Runtime.Memory;

// The front door ranks for all chapters, by one index over the words of all their records: a rank in a part cannot be made a rank in the whole,
// since sessions, neighbours, rarity and spread reach over the parts' ends. It follows the chapters by what changed in them since it last asked.
internal abstract partial class MemoryGrain
{
    private JointMemory? _joint;
    private Task? _joining;   // the first reading of all chapters, which many searches may wait for

    private async ValueTask<MemorySearchResult> SearchAllAsync(ChapterChain chain, MemorySearch search)
    {
        var links = await chain.GetAsync();
        var (joint, parts) = await AskPartsAsync(links, search);
        var result = search.Profile == RecallProfile.Precise ? await CalledAsync(links, joint, parts, search) : await RankedAsync(links, joint, parts, search);
        if (search.Deep && search.AsOf is null)
            BringBack(result);
        NoteReturned(result.Hits);
        return result with { Staged = _image.StagedFor(search), Standing = parts.All(part => part.Standing is null) ? null : StandingMerge.Merge(parts.Select(part => part.Standing)) };
    }

    // When this returns, the index holds what every part spoke of, and nothing has been awaited since.
    private async Task<(JointMemory Joint, MemoryPart[] Parts)> AskPartsAsync(ImmutableArray<ChapterLink> links, MemorySearch search)
    {
        while (true)
        {
            var joint = _joint ??= new JointMemory(services.Words);
            if (Enumerable.Range(0, links.Length + 1).Any(number => joint.PlaceOf(number) == default))
            {
                await (_joining ??= JoinAsync(joint, links));
                continue;   // an erasure may have come between, or another search's chapters have been fewer
            }

            var parts = await Task.WhenAll(Enumerable.Range(0, links.Length + 1).Select(number => PartOf(number, links).ReadPartAsync(search, joint.PlaceOf(number)).AsTask()));
            joint.Follow(parts.Select((part, number) => (number, part)));
            if (ReferenceEquals(joint, _joint) && parts.All(part => part.IsAll))
                return (joint, parts);
        }
    }

    // All chapters at once, and only then indexed: in the order they were remembered in.
    private async Task JoinAsync(JointMemory joint, ImmutableArray<ChapterLink> links)
    {
        try
        {
            var pages = await Task.WhenAll(Enumerable.Range(0, links.Length + 1).Select(async number =>
            {
                var read = new List<(int, MemoryPart)>();
                for (var place = joint.PlaceOf(number); ;)
                {
                    var page = await PartOf(number, links).ReadPartAsync(null, place);
                    read.Add((number, page));
                    if (page.IsAll)
                        return read;
                    place = page.Place;
                }
            }));
            joint.Follow(pages.SelectMany(read => read));
        }
        finally
        {
            _joining = null;
        }
    }

    private async ValueTask<MemorySearchResult> RankedAsync(ImmutableArray<ChapterLink> links, JointMemory joint, MemoryPart[] parts, MemorySearch search)
    {
        var (hits, answered) = joint.Search(search, parts);
        var records = await ReadVersionsAsync(links, search, [.. hits.Select(hit => hit.Version)]);
        ImmutableArray<MemoryHit> found = [.. hits.Zip(records).Where(pair => pair.Second is not null).Select(pair => pair.First.Describe(pair.Second!))];
        return new MemorySearchResult(found, parts[^1].Place.Sequence) { Unanswered = !answered, Basis = search.WithSignals ? joint.Basis : 0 };
    }

    private async ValueTask<MemorySearchResult> CalledAsync(ImmutableArray<ChapterLink> links, JointMemory joint, MemoryPart[] parts, MemorySearch search)
    {
        var called = joint.SearchNames(search, parts);
        var records = await ReadVersionsAsync(links, search, [.. called.Select(hit => hit.Version)]);
        var byOrdinal = called.Zip(records).ToDictionary(pair => pair.First.Hit.Ordinal, pair => pair.Second);
        var named = PreciseRecall.Rank(called.Select(hit => hit.Hit), byOrdinal.GetValueOrDefault, joint.FoldName);
        var hits = named.Take(search.Limit).ToImmutableArray();
        return new MemorySearchResult(hits, parts[^1].Place.Sequence) { Unanswered = hits.IsEmpty };
    }

    private async ValueTask<MemoryRecord?[]> ReadVersionsAsync(ImmutableArray<ChapterLink> links, MemorySearch search, ImmutableArray<PartOrdinal> versions)
    {
        var isCanary = _image.StagedFor(search) is { Arm: RunArm.Canary };
        var records = new MemoryRecord?[versions.Length];
        await Task.WhenAll(Enumerable.Range(0, versions.Length).GroupBy(place => versions[place].Part).Select(async part =>
        {
            ImmutableArray<int> ordinals = [.. part.Select(place => versions[place].Ordinal)];
            var read = isCanary ? await PartOf(part.Key, links).ReadStagedVersionsAsync(ordinals) : await PartOf(part.Key, links).ReadVersionsAsync(ordinals);
            foreach (var (place, record) in part.Zip(read))
                records[place] = record;
        }));
        return records;
    }

    private IMemoryChapter PartOf(int number, ImmutableArray<ChapterLink> links) => number == 0 ? this : links[number - 1].Chapter;

    // A record of any chapter may come back as text, whichever is open then.
    private void NoteReturned(ImmutableArray<MemoryHit> hits)
    {
        if (services.Guard is not { Enabled: true, EchoRecords: > 0 })
            return;
        _echoes ??= new ChapterEchoes(services.Guard);
        foreach (var hit in hits)
            _echoes.Note(hit.Record);
    }
}
