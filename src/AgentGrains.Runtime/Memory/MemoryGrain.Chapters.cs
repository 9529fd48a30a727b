using System.Collections.Immutable;
using AgentGrains.Engine.Memory.Joint;

namespace AgentGrains.Runtime.Memory;

// What every chapter does for the front door; the first chapter is its own front door.
internal abstract partial class MemoryGrain
{
    public ValueTask<ChapterState> LookAsync() => new(_damage is null ? ChapterNow : new ChapterState(null, 0, 0, true, []));

    public ValueTask<ImmutableArray<MemoryReceipt?>> FindKnownAsync(ImmutableArray<MemoryDraft> drafts)
    {
        ThrowIfDamaged();
        return new(_image.State.FindKnown(drafts));
    }

    public ValueTask<ImmutableArray<byte>> FilterKeysAsync()
    {
        ThrowIfDamaged();
        return new(_image.State.FilterKeys());
    }

    public async ValueTask<ChapterAppend> AppendAsync(ImmutableArray<MemoryDraft> drafts, ChapterStart before)
    {
        ThrowIfDamaged();
        if (_image.State.Versions == 0)
            _image.State.Follow(before.SealedAt);
        await SealIfFullAsync();
        return _image.State.IsSealed ? new ChapterAppend(default, ChapterNow) : new ChapterAppend(await RememberHereAsync(drafts, before), null);
    }

    public ValueTask CheckReplaceableAsync(MemoryId id)
    {
        ThrowIfDamaged();
        _image.State.RequireReplaceable(id);
        return ValueTask.CompletedTask;
    }

    public async ValueTask ReplaceAsync(MemoryId id, MemoryId by)
    {
        ThrowIfDamaged();
        if (_image.State.DecideReplaced(id, by, services.Clock.GetUtcNow()) is { } operation)
            await CommitAsync([operation]);
    }

    public ValueTask<MemoryPart> ReadPartAsync(MemorySearch? search, PartPlace known)
    {
        ThrowIfDamaged();
        _vectors?.Wake();
        return new(search is null ? _image.ReadChanges(known) : _image.ReadPart(search, known, services.Clock.GetUtcNow()));
    }

    public ValueTask<ImmutableArray<MemoryRecord?>> ReadVersionsAsync(ImmutableArray<int> ordinals)
    {
        ThrowIfDamaged();
        return new([.. ordinals.Select(ordinal => ordinal >= 0 && ordinal < _image.State.Versions ? _image.State[ordinal] : null)]);
    }

    public ValueTask<ImmutableArray<MemoryRecord?>> ReadStagedVersionsAsync(ImmutableArray<int> ordinals)
    {
        ThrowIfDamaged();
        return new(_image.ReadStaged(ordinals));
    }

    // The limit may be passed by what one call brings. Nothing was promised of the next chapter yet: until something is appended, a sealed
    // chapter's next one is empty, whether anybody has called it or not.
    private async ValueTask SealIfFullAsync()
    {
        if (type == MemoryType.Episodic && services.Options.ChapterRecords > 0 && !_image.State.IsSealed && _image.State.Versions >= services.Options.ChapterRecords)
            await CommitAsync([_image.State.DecideSeal(services.Clock.GetUtcNow())]);
    }

    private ChapterState ChapterNow => new(
        _image.State.SealedAt, _image.State.Versions, _journal.Bytes, false, [.. _image.State.Replaced().Select(pair => new Replacement(pair.Old, pair.By))]);
}
