using System.Collections.Immutable;
using AgentGrains.Engine.Audit;
using AgentGrains.Engine.Records;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Memory;

internal abstract partial class MemoryGrain
{
    public async ValueTask<ImmutableArray<MemoryId>> EraseRecordsAsync(ImmutableArray<MemoryId> sources)
    {
        ThrowIfDamaged();
        var erased = new SortedSet<MemoryId>(await EraseHereAsync(sources));
        if (Behind is not { } chain)
            return [.. erased];
        foreach (var link in await chain.GetAsync())
            erased.UnionWith(await link.As<IErasureSink>().EraseRecordsAsync([.. sources.Union(erased)]));
        (_chain, _joint) = (null, null);   // whose index still knows the words
        return [.. erased];
    }

    private async ValueTask<IEnumerable<MemoryId>> EraseHereAsync(ImmutableArray<MemoryId> sources)
    {
        _retracted.UnionWith(sources);   // a derivation under way may still hold them
        var closure = new ErasureClosure(sources);
        for (long? sequence = Chapters.SequenceBefore(_chapter); sequence is { } after;)
        {
            // From storage, not from the image, which no longer knows what was forgotten.
            var page = await _journal.ReadAsync(after, PageSize.Max);
            page.ForEach(closure.Offer);
            sequence = page.Count == PageSize.Max ? page[^1].Sequence : null;
        }

        if (closure.Here.Count == 0)
            return [];
        try
        {
            await _journal.RedactAsync(closure.Erased);
            _backlog?.Stop();
            await LoadAsync();
            (_room, _gate, _consolidator) = (null, null, null);
        }
        catch
        {
            DeactivateOnIdle();   // the image still holds what is being erased, and what storage holds is not known
            throw;
        }

        _retracted.UnionWith(closure.Here);
        LogRecordsErased(Scope.Key, type, closure.Here.Count);
        return closure.Here;
    }

    [LoggerMessage(13, LogLevel.Information, "{Count} records of the {Type} memory of '{Scope}' were erased")]
    private partial void LogRecordsErased(string scope, MemoryType type, int count);
}
