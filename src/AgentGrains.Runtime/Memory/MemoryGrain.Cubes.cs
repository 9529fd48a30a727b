using System.Collections.Immutable;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Consolidation;
using AgentGrains.Runtime.Cubes;

namespace AgentGrains.Runtime.Memory;

// Whatever comes with a cube comes to the first chapter, sealed or not, under the ids that it has: it is looked for there first, and the
// front door looks for keys in its own image at every write. Derivation reads what it has passed there once more (ILateTurns).
internal abstract partial class MemoryGrain
{
    public ValueTask<ImportStanding?> FindImportAsync(string import)
    {
        ThrowIfDamaged();
        return new(_image.State.FindImport(import) is { } progress ? StandingOf(progress) : null);
    }

    public async ValueTask<ImmutableArray<byte>> CompareAsync(ImmutableArray<RecordContent> records)
    {
        ThrowIfDamaged();
        if (Behind is not { } chain)
            return CompareHere(records);
        var links = await chain.GetAsync();
        var found = new byte[records.Length];
        await Task.WhenAll(records.Index().ToLookup(item => Link(item.Item.Id, links)).Select(async part =>
        {
            ImmutableArray<RecordContent> asked = [.. part.Select(item => item.Item)];
            foreach (var (item, answer) in part.Zip(part.Key is { } link ? await link.As<ICubeSink>().CompareAsync(asked) : CompareHere(asked)))
                found[item.Index] = answer;
        }));
        return [.. found];
    }

    public async ValueTask<ImportStanding> BeginImportAsync(string import, ConflictRule rule, ImmutableArray<MemoryId> same, ImmutableArray<MemoryId> conflicts)
    {
        ThrowIfDamaged();
        await EnterAsync();
        if (_image.State.FindImport(import) is null)
            await CommitAsync([_image.State.DecideImport(import, rule, same, conflicts, services.Clock.GetUtcNow())]);
        return StandingOf(_image.State.FindImport(import)!);
    }

    public async ValueTask<long> ImportAsync(string import, ImmutableArray<MemoryOperation> operations)
    {
        ThrowIfDamaged();
        var limits = await EnterAsync();
        var (links, elsewhere, keys) = Behind is { } chain ? await LookBehindAsync(chain, operations) : ([], null, []);
        _image.State.Before = elsewhere?.Records ?? 0;
        var decided = _image.State.DecideImport(import, operations, services.Options, limits, keys);
        await RequireRoomAsync(limits, decided, elsewhere);
        await MakeWayAsync(links, _image.State.FindImport(import)!, decided);
        await CommitAsync(decided);
        return _image.State.FindImport(import)!.Cursor;
    }

    // What other chapters hold of the memory's room, and of the keys that come.
    private async ValueTask<(ImmutableArray<ChapterLink> Links, ChapterStart? Elsewhere, ImmutableHashSet<string> Keys)> LookBehindAsync(
        ChapterChain chain, ImmutableArray<MemoryOperation> operations)
    {
        var links = await chain.GetAsync();
        var open = await links[^1].Chapter.LookAsync();
        ImmutableArray<string> keys = [.. operations.Where(operation => operation.Record is not null).Select(operation => operation.Key).Distinct()];
        var asked = (await chain.MayKnowAsync(keys)).Append(links[^1]).Select(async link => keys.Except((await link.As<INoteSink>().FindUnwrittenAsync(keys)).Keys));
        return (
            links, new ChapterStart(links[..^1].Sum(link => link.State.Records) + open.Records, links[..^1].Sum(link => link.State.Bytes) + open.Bytes, _image.State.SealedAt!.Value),
            [.. (await Task.WhenAll(asked)).SelectMany(known => known)]);
    }

    // What a record takes the place of in another chapter goes before it comes. Repeatable: what breaks off between is done again when the import goes on.
    private async ValueTask MakeWayAsync(ImmutableArray<ChapterLink> links, ImportProgress progress, ImmutableArray<MemoryOperation> decided)
    {
        foreach (var id in decided.Select(operation => operation.Record?.Id).OfType<MemoryId>().Where(progress.Replaces))
        {
            if (Link(id, links) is { } conflict)
            {
                await conflict.Grain.ForgetAsync(id, "an import brings another one in its place", CancellationToken.None);
                await Derived.RestoreAsync(id);
            }
        }
    }

    private ImmutableArray<byte> CompareHere(ImmutableArray<RecordContent> records) =>
        [.. records.Select(record => _image.State.ContentOf(record.Id) is not { } content ? (byte)0 : content == record.Content ? (byte)1 : (byte)2)];

    private static ImportStanding StandingOf(ImportProgress progress) => new(progress.Cursor, progress.Same, [.. progress.Conflicts.Order()]);
}
