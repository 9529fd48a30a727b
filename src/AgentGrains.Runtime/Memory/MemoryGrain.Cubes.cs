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
        return new([.. records.Select(record => _image.State.ContentOf(record.Id) is not { } content ? (byte)0 : content == record.Content ? (byte)1 : (byte)2)]);
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
        var decided = _image.State.DecideImport(import, operations, services.Options, limits);
        await RequireRoomAsync(limits, decided);
        await CommitAsync(decided);
        return _image.State.FindImport(import)!.Cursor;
    }

    private static ImportStanding StandingOf(ImportProgress progress) => new(progress.Cursor, progress.Same, [.. progress.Conflicts.Order()]);
}
