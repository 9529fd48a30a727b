using System.Collections.Immutable;
using AgentGrains.Engine.Guard;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Guard;

namespace AgentGrains.Runtime.Memory;

// The first chapter answers for all of them. Everything here is asked of it only after its own seal.
internal abstract partial class MemoryGrain
{
    private ChapterChain? _chain;
    private ChapterEchoes? _echoes;   // null until a search over chapters returned something

    /// <summary>The chapters behind this one; null when this is the only one, or not the first.</summary>
    private ChapterChain? Behind => _chapter == 0 && _image.State.IsSealed ? _chain ??= new ChapterChain(GrainFactory, Scope) : null;

    // Whoever retries may have been heard by any chapter: all that are sealed and may know a key are asked, and only then the open one takes what
    // none of them knows. It checks its own keys itself. Found full, it seals itself, and what it knew by then counts as well before the next is asked.
    private async ValueTask<ImmutableArray<MemoryReceipt>> RememberBehindAsync(ChapterChain chain, ImmutableArray<MemoryDraft> drafts)
    {
        _image.State.CheckDrafts(drafts, services.Options);
        var links = await chain.GetAsync();
        await MendAsync(chain, links);
        var receipts = new MemoryReceipt?[drafts.Length];
        Fill(_image.State.FindKnown(drafts));
        foreach (var known in await Task.WhenAll((await chain.MayKnowAsync(drafts.Select(draft => draft.Key).OfType<string>())).Select(link => link.Chapter.FindKnownAsync(drafts).AsTask())))
            Fill(known);
        if (_image.State.FindErased(drafts, IsKnown) is not null)   // the tombstones of all chapters stand here
        {
            Fill(await links[^1].Chapter.FindKnownAsync(drafts));
            _image.State.RequireNotErased(drafts, IsKnown);
        }

        await FoldEchoesAsync(links, drafts, receipts);
        while (receipts.Contains(null))
        {
            int[] rest = [.. Enumerable.Range(0, receipts.Length).Where(i => receipts[i] is null)];
            ImmutableArray<MemoryDraft> missing = [.. rest.Select(i => drafts[i])];
            var open = links[^1];
            foreach (var old in missing.Select(draft => draft.Supersedes).OfType<MemoryId>().Where(old => Chapters.FingerprintOf(old) != open.Fingerprint))
                await ChapterOf(old, links).CheckReplaceableAsync(old);
            var answer = await open.Chapter.AppendAsync(missing, StartOf(links));
            if (answer.Sealed is { } state)
            {
                chain.Pass(open, state);
                links = await chain.GetAsync();
                Fill(await open.Chapter.FindKnownAsync(drafts));
                continue;
            }

            for (var i = 0; i < rest.Length; i++)
                receipts[rest[i]] = answer.Receipts[i];
        }

        foreach (var (draft, receipt) in drafts.Zip(receipts))
        {
            if (draft.Supersedes is { } old && receipt is { Disposition: WriteDisposition.Stored })
                await ReplaceElsewhereAsync(links, old, receipt.Id);
        }

        return [.. receipts.Select(receipt => receipt!)];

        bool IsKnown(MemoryDraft draft) => receipts[drafts.IndexOf(draft)] is not null;

        void Fill(ImmutableArray<MemoryReceipt?> known)
        {
            for (var i = 0; i < known.Length; i++)
                receipts[i] ??= known[i];
        }
    }

    // As a gate does in one chapter: nothing is written, and the receipt is that of the record that is repeated. Before the open chapter's gate,
    // which knows its own records only.
    private async ValueTask FoldEchoesAsync(ImmutableArray<ChapterLink> links, ImmutableArray<MemoryDraft> drafts, MemoryReceipt?[] receipts)
    {
        if (_echoes is not { } echoes || await services.Leases.FindAsync(Scope.Tenant) is not { } ledger)
            return;
        foreach (var (i, draft) in drafts.Index())
        {
            if (receipts[i] is not null || echoes.Find(draft.Text) is not { } id || await StandingAsync(links, id) is not { } record || echoes.Confirms(record, draft))
                continue;
            if (ledger.Lease.Policy.Mode == GuardMode.Observe)
                LogObserved(Scope.Key, nameof(GateAction.Echo), "");
            else if (!services.Policies.Exists || (await services.Policies.CheckAsync(Scope, draft)).Action == PolicyVerdictAction.Accept)
                receipts[i] = _image.State.Receipt(id, record.Sequence) with { Disposition = WriteDisposition.Echo };
        }
    }

    private async ValueTask<MemoryRecord?> StandingAsync(ImmutableArray<ChapterLink> links, MemoryId id) =>
        (Link(id, links) is { } link ? await link.Grain.GetAsync(id, null, CancellationToken.None) : _image.State.Find(id)) is { Lineage.RetiredAt: null, Status: < EpistemicStatus.Superseded } record
            ? record
            : null;

    // What replaces a record of an earlier chapter is durable before that is retired. A crash may have come between, and nobody have asked again.
    private async ValueTask MendAsync(ChapterChain chain, ImmutableArray<ChapterLink> links)
    {
        if (chain.IsMended)
            return;
        foreach (var replaced in links.SelectMany(link => link.State.Replaced))
            await ReplaceElsewhereAsync(links, replaced.Old, replaced.By);
        chain.IsMended = true;
    }

    private async ValueTask ReplaceElsewhereAsync(ImmutableArray<ChapterLink> links, MemoryId old, MemoryId by)
    {
        if (Chapters.FingerprintOf(old) == Chapters.FingerprintOf(by))
            return;
        try
        {
            if (Link(old, links) is { } link)
                await link.Chapter.ReplaceAsync(old, by);
            else
                await ReplaceAsync(old, by);
        }
        catch
        {
            _chain?.IsMended = false;
            throw;
        }
    }

    private ChapterStart StartOf(ImmutableArray<ChapterLink> links) => new(
        _image.State.Versions + links[..^1].Sum(link => link.State.Records), _journal.Bytes + links[..^1].Sum(link => link.State.Bytes),
        links.Length > 1 ? links[^2].State.SealedAt!.Value : _image.State.SealedAt!.Value);

    // Null for this one, which also answers for ids that are no chapter's, and for those that a cube brought back to it.
    private ChapterLink? Link(MemoryId id, ImmutableArray<ChapterLink> links) =>
        _image.State.OrdinalOf(id) >= 0 ? null : links.FirstOrDefault(link => link.Fingerprint == Chapters.FingerprintOf(id));

    private async ValueTask<ChapterLink?> FindAsync(MemoryId id) =>
        Behind is { } chain && Chapters.FingerprintOf(id) != Chapters.Fingerprint(Scope, 0) ? Link(id, await chain.GetAsync()) : null;

    private IMemoryChapter ChapterOf(MemoryId id, ImmutableArray<ChapterLink> links) => Link(id, links)?.Chapter ?? this;

    private static async ValueTask NoteInOpenAsync(ChapterChain chain, ImmutableArray<string> texts) =>
        await (await chain.GetAsync())[^1].As<IQuarantineSink>().NoteReturnedAsync(texts);

    private async ValueTask<bool> ReleaseElsewhereAsync(ChapterLink chapter, MemoryId id, string? reason)
    {
        var released = await chapter.As<IQuarantineSink>().ReleaseAsync(id, reason);
        if (released && (await chapter.Grain.GetAsync(id, null, CancellationToken.None))?.Lineage.Supersedes is { } old)
            await ReplaceElsewhereAsync(await Behind!.GetAsync(), old, id);
        return released;
    }

    private async ValueTask<ImmutableArray<MemoryOperation>> ReadAllOperationsAsync(ChapterChain chain, long afterSequence, int take, CancellationToken cancellationToken)
    {
        var links = await chain.GetAsync();
        var read = ImmutableArray.CreateBuilder<MemoryOperation>();
        for (var number = Chapters.OfSequence(Math.Max(0, afterSequence)); number <= links.Length && read.Count < take; number++)
        {
            var after = Math.Max(afterSequence, Chapters.SequenceBefore(number));
            if (number == 0)
                read.AddRange(await _journal.ReadAsync(after, take));
            else
                read.AddRange(await links[number - 1].Grain.ReadOperationsAsync(after, take - read.Count, cancellationToken));
        }

        return read.ToImmutable();
    }

    // Every chapter has a chain of its own; one that is not there has an empty one.
    private async ValueTask<AuditStretch> FollowElsewhereAsync(int number, long afterSequence, ImmutableArray<byte> link, int take, CancellationToken cancellationToken) =>
        Behind is { } chain && await chain.GetAsync() is var links && number > 0 && number <= links.Length
            ? await links[number - 1].Grain.FollowChainAsync(afterSequence, link, take, cancellationToken)
            : new AuditStretch(afterSequence, link.IsDefault ? [] : link, 0, null, true);

    private static async ValueTask<MemoryStatus> SumAsync(ChapterChain chain, MemoryStatus here, CancellationToken cancellationToken)
    {
        var links = await chain.GetAsync();
        var all = await Task.WhenAll(links.Select(link => link.Grain.GetStatusAsync(cancellationToken).AsTask()));
        return new MemoryStatus(
            all[^1].Sequence, here.Records + all.Sum(status => status.Records), here.JournalBytes + all.Sum(status => status.JournalBytes),
            here.MissingVectors + all.Sum(status => status.MissingVectors));
    }

    /// <summary>Reads a page of one chapter at a place in the whole memory.</summary>
    /// <returns>The page, and where the next one begins: null at the end of the memory.</returns>
    private static async ValueTask<(T Page, long? Next, int Chapter)> PageAsync<T>(
        ChapterChain chain, long position, Func<IMemoryGrain?, long, ValueTask<T>> read, Func<T, long?> next)
    {
        var links = await chain.GetAsync();
        var (number, within) = Chapters.OfPosition(position);
        number = Math.Min(number, links.Length);
        var page = await read(number == 0 ? null : links[number - 1].Grain, within);
        return (page, next(page) is { } more ? Chapters.Position(number, more) : number < links.Length ? Chapters.Position(number + 1, 0) : null, number);
    }
}
