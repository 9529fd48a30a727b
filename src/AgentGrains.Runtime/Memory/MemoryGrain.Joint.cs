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
    private Task _ranking = Task.CompletedTask;   // the last who asks the joint index or changes it
    private Task? _joining;   // the first reading of all chapters, which many searches may wait for

    private async ValueTask<MemorySearchResult> SearchAllAsync(ChapterChain chain, MemorySearch search)
    {
        var links = await chain.GetAsync();
        while (true)
        {
            var joint = _joint ??= new JointMemory(services.Words);
            if (Enumerable.Range(0, links.Length + 1).Any(number => joint.PlaceOf(number) == default))
            {
                await (_joining ??= JoinAsync(joint, links));
                continue;   // an erasure may have come between, or another search's chapters have been fewer
            }

            var parts = await Task.WhenAll(Enumerable.Range(0, links.Length + 1).Select(number => PartOf(number, links).ReadPartAsync(search, joint.PlaceOf(number)).AsTask()));
            if (await (search.Profile == RecallProfile.Precise ? CalledAsync(links, joint, parts, search) : RankedAsync(links, joint, parts, search)) is not { } result)
                continue;
            if (search.Deep && search.AsOf is null)
                BringBack(result);
            NoteReturned(result.Hits);
            return result with { Staged = _image.StagedFor(search), Standing = parts.All(part => part.Standing is null) ? null : StandingMerge.Merge(parts.Select(part => part.Standing)) };
        }
    }

    // The index is asked when it holds what every part spoke of. It is asked beside the grain's turns: a write has many of them, and would wait for a search before each.
    private Task<(bool IsAsked, T Answer)> AskAsync<T>(JointMemory joint, MemoryPart[] parts, Func<T> ask) => AloneAsync(async () =>
    {
        joint.Follow(parts.Select((part, number) => (number, part)));
        return ReferenceEquals(joint, _joint) && parts.All(part => part.IsAll) ? (true, await Task.Run(ask)) : default;
    });

    // One after the other, in the order they came.
    private async Task<T> AloneAsync<T>(Func<Task<T>> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (var before, _ranking) = (_ranking, done.Task);
        await before;
        try
        {
            return await work();
        }
        finally
        {
            done.SetResult();
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
            await AloneAsync(async () =>
            {
                foreach (var _ in joint.FollowSteps(pages.SelectMany(read => read)))
                    await Task.Yield();   // it is seconds of work, and writes wait
                return true;
            });
        }
        catch when (ReferenceEquals(joint, _joint))
        {
            _joint = null;   // it may be half
            throw;
        }
        finally
        {
            _joining = null;
        }
    }

    private async Task<MemorySearchResult?> RankedAsync(ImmutableArray<ChapterLink> links, JointMemory joint, MemoryPart[] parts, MemorySearch search)
    {
        var (isAsked, (hits, answered)) = await AskAsync(joint, parts, () => joint.Search(search, parts));
        if (!isAsked)
            return null;
        var records = await ReadVersionsAsync(links, search, [.. hits.Select(hit => hit.Version)]);
        ImmutableArray<MemoryHit> found = [.. hits.Zip(records).Where(pair => pair.Second is not null).Select(pair => pair.First.Describe(pair.Second!))];
        return new MemorySearchResult(found, parts[^1].Place.Sequence) { Unanswered = !answered, Basis = search.WithSignals ? joint.Basis : 0 };
    }

    private async Task<MemorySearchResult?> CalledAsync(ImmutableArray<ChapterLink> links, JointMemory joint, MemoryPart[] parts, MemorySearch search)
    {
        var (isAsked, called) = await AskAsync(joint, parts, () => joint.SearchNames(search, parts));
        if (!isAsked)
            return null;
        var records = await ReadVersionsAsync(links, search, [.. called.Select(hit => hit.Version)]);
        var byOrdinal = called.Zip(records).ToDictionary(pair => pair.First.Hit.Ordinal, pair => pair.Second);

        // Names are folded in scratch of the index, which another search may be using.
        var hits = await AloneAsync(() => Task.FromResult(PreciseRecall.Rank(called.Select(hit => hit.Hit), byOrdinal.GetValueOrDefault, joint.FoldName).Take(search.Limit).ToImmutableArray()));
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
