using System.Collections.Immutable;
using AgentGrains.Engine.Records;

namespace AgentGrains.Runtime.Memory;

/// <summary>
/// The chapters behind a memory's front door, as it knows them. Durable is only what each chapter's own journal says: the chain is walked
/// once per activation, and a front door that lags behind learns from the seal that refuses its append.
/// </summary>
/// <remarks>Lives on its grain's scheduler; reads and one write share it.</remarks>
internal sealed class ChapterChain(IGrainFactory grains, Scope scope)
{
    private readonly Dictionary<int, KeyFilter> _filters = [];   // of sealed chapters
    private Task<ImmutableArray<ChapterLink>>? _walk;
    private ImmutableArray<ChapterLink> _links;   // the last is open

    /// <summary>Whether what a crash left half replaced was looked for.</summary>
    public bool IsMended { get; set; }

    /// <summary>Chapters 1 and on; the last takes new records.</summary>
    public async ValueTask<ImmutableArray<ChapterLink>> GetAsync()
    {
        if (!_links.IsDefault)
            return _links;
        var walk = _walk ??= WalkAsync();
        try
        {
            var walked = await walk;
            return _links.IsDefault ? _links = walked : _links;
        }
        finally
        {
            _walk = null;
        }
    }

    /// <summary>The open chapter said that it is sealed: the next one is open.</summary>
    public void Pass(ChapterLink passed, ChapterState state)
    {
        if (_links[^1].Number == passed.Number)
            _links = [.. _links[..^1], passed with { State = state }, Link(passed.Number + 1)];
    }

    /// <summary>
    /// The sealed chapters that may know one of the keys. Each is asked for a filter of its keys once, after its seal: what says "not there" stays true.
    /// </summary>
    public async ValueTask<IEnumerable<ChapterLink>> MayKnowAsync(IEnumerable<string> keys)
    {
        ImmutableArray<string> asked = [.. keys];
        var links = (await GetAsync())[..^1];
        if (asked.IsEmpty)
            return [];
        foreach (var (number, filter) in await Task.WhenAll(
            links.Where(link => !_filters.ContainsKey(link.Number)).Select(async link => (link.Number, new KeyFilter(await link.Chapter.FilterKeysAsync())))))
            _filters[number] = filter;
        return links.Where(link => asked.Any(_filters[link.Number].MayHold));
    }

    /// <summary>Removes every chapter behind the front door, the last first: what an interruption leaves is found again by counting up.</summary>
    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        var chapters = new Stack<ChapterLink>();
        for (var number = 1; ; number++)
        {
            // A damaged chapter cannot say whether there is a next one; an empty one that is there none the less does no harm.
            var link = Link(number);
            var state = await link.Chapter.LookAsync();
            chapters.Push(link);
            if (state is { IsDamaged: false, SealedAt: null })
                break;
        }

        foreach (var link in chapters)
            await link.Grain.EraseAsync(cancellationToken);
    }

    private async Task<ImmutableArray<ChapterLink>> WalkAsync()
    {
        var links = ImmutableArray.CreateBuilder<ChapterLink>();
        for (var number = 1; ; number++)
        {
            var link = Link(number);
            link = link with { State = await link.Chapter.LookAsync() };
            if (link.State.IsDamaged)
                _ = await link.Grain.GetStatusAsync(CancellationToken.None);   // which says why
            links.Add(link);
            if (link.State.SealedAt is null)
                return links.ToImmutable();
        }
    }

    private ChapterLink Link(int number)
    {
        var grain = grains.GetGrain<IEpisodicMemoryGrain>(Chapters.Key(scope, number));
        return new ChapterLink(number, grain, grain.AsReference<IMemoryChapter>(), Chapters.Fingerprint(scope, number));
    }
}

/// <summary>One chapter behind the front door.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Grain">It, as a memory.</param>
/// <param name="Chapter">It, as a chapter.</param>
/// <param name="Fingerprint">What the ids of its records end in.</param>
internal sealed record ChapterLink(int Number, IMemoryGrain Grain, IMemoryChapter Chapter, ulong Fingerprint)
{
    /// <summary>As it was when it was last looked at; final in what is sealed, but for what is forgotten or released later.</summary>
    public ChapterState State { get; init; } = new(null, 0, 0, false, []);

    public T As<T>() where T : IAddressable => Grain.AsReference<T>();
}
