using System.Collections.Immutable;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Cubes;

namespace AgentGrains.Runtime.Memory;

internal abstract partial class MemoryGrain
{
    public ValueTask<ImportStanding?> FindImportAsync(string import)
    {
        ThrowIfDamaged();
        return new(_image.State.FindImport(import) is { } progress ? StandingOf(progress) : null);
    }

    public ValueTask<ImmutableArray<byte>> CompareAsync(ImmutableArray<RecordContent> records)
    {
        ThrowIfDamaged();
        RequireUnsplit(isNew: true);
        return new([.. records.Select(record => _image.State.ContentOf(record.Id) is not { } content ? (byte)0 : content == record.Content ? (byte)1 : (byte)2)]);
    }

    public async ValueTask<ImportStanding> BeginImportAsync(string import, ConflictRule rule, ImmutableArray<MemoryId> same, ImmutableArray<MemoryId> conflicts)
    {
        ThrowIfDamaged();
        RequireUnsplit(isNew: true);
        await EnterAsync();
        if (_image.State.FindImport(import) is null)
            await CommitAsync([_image.State.DecideImport(import, rule, same, conflicts, services.Clock.GetUtcNow())]);
        return StandingOf(_image.State.FindImport(import)!);
    }

    public async ValueTask<long> ImportAsync(string import, ImmutableArray<MemoryOperation> operations)
    {
        ThrowIfDamaged();
        RequireUnsplit(isNew: false);
        var limits = await EnterAsync();
        var decided = _image.State.DecideImport(import, operations, services.Options, limits);
        await RequireRoomAsync(limits, decided);
        await CommitAsync(decided);
        return _image.State.FindImport(import)!.Cursor;
    }

    // A log that may be split on the way is refused before anything comes in, not in the middle.
    private void RequireUnsplit(bool isNew)
    {
        if (_image.State.IsSealed || isNew && type == MemoryType.Episodic && services.Options.ChapterRecords > 0)
            throw new InvalidMemoryException("cube", $"The log of '{Scope.Key}' is split into chapters, or may be (MemoryOptions.ChapterRecords); cubes come into logs that are not.");
    }

    private static ImportStanding StandingOf(ImportProgress progress) => new(progress.Cursor, progress.Same, [.. progress.Conflicts.Order()]);
}
