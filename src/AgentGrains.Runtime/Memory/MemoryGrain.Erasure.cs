using System.Collections.Immutable;
using AgentGrains.Engine.Audit;
using AgentGrains.Engine.Erasure;
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
        (_chain, _joint, _echoes) = (null, null, null);   // which still know the words
        return [.. erased];
    }

    private async ValueTask<IEnumerable<MemoryId>> EraseHereAsync(ImmutableArray<MemoryId> sources)
    {
        _retracted.UnionWith(sources);   // a derivation under way may still hold them
        var closure = new ErasureClosure(sources);
        await ReadJournalAsync(closure.Offer);
        if (closure.Here.Count == 0)
        {
            await AwakenAsync([.. closure.Erased]);
            return [];
        }

        if (_vectors is { } vectors)
            await vectors.StopAsync();   // what it has under way must not come after the deletion
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
        await AwakenAsync([.. closure.Erased]);   // also what an erasure that a crash cut short left to rest
        if (services.Vectors is { } store)
            await store.EraseAsync($"{closure.Here.Count} records of '{Scope.Key}'", (erased, token) => erased.DeleteAsync(new VectorOwner(Scope, type), closure.Here, token));
        LogRecordsErased(Scope.Key, type, closure.Here.Count);
        return closure.Here;
    }

    public async ValueTask<ImmutableArray<ErasureSketch>> SketchAsync(ImmutableArray<MemoryId> sources, ImmutableArray<byte> salt)
    {
        ThrowIfDamaged();
        var closure = new ErasureClosure(sources);
        var (texts, keys, from) = (new SortedDictionary<MemoryId, List<string>>(), new Dictionary<MemoryId, HashSet<string>>(), new Dictionary<MemoryId, ImmutableArray<MemoryId>>());
        await ReadJournalAsync(operation =>
        {
            closure.Offer(operation);
            if (operation.Record is { } record && closure.Here.Contains(record.Id))
            {
                (texts.TryGetValue(record.Id, out var said) ? said : texts[record.Id] = []).Add(record.Text);
                if (record.Provenance.Producer is not null)
                    from[record.Id] = [.. from.GetValueOrDefault(record.Id, []).Union(record.Provenance.DerivedFrom)];
                if (!operation.Key.StartsWith('#'))   // which a caller gave: those made here number operations
                    (keys.TryGetValue(record.Id, out var given) ? given : keys[record.Id] = []).Add(operation.Key);
            }
        });
        var sketches = closure.Here.Order()
            .Select(id => texts.TryGetValue(id, out var said)
                ? new ErasureSketch(id, FactSketch.Make(said, salt.AsSpan(), keys.GetValueOrDefault(id))) { Texts = [.. said], Sources = from.GetValueOrDefault(id, []) }
                : new ErasureSketch(id, [])).ToList();
        if (Behind is { } chain)
        {
            foreach (var link in await chain.GetAsync())
                sketches.AddRange(await link.As<IErasureSink>().SketchAsync([.. sources.Union(sketches.Select(sketch => sketch.Id))], salt));
        }

        return [.. sketches];
    }

    public async ValueTask RaiseTombstonesAsync(ImmutableArray<ErasureSketch> sketches)
    {
        ThrowIfDamaged();
        if (sketches.IsEmpty)
            return;
        await EnterAsync();
        await CommitAsync(_image.State.DecideTombstones(sketches.Select(sketch => (sketch.Id, sketch.Sketch)), services.Clock.GetUtcNow()));
    }

    public async ValueTask<int> LiftTombstonesAsync(ImmutableArray<MemoryId> erased)
    {
        ThrowIfDamaged();
        var lifted = _image.State.DecideLift(erased, services.Clock.GetUtcNow());
        await CommitAsync(lifted);
        return lifted.Length;
    }

    // From storage, not from the image, which no longer knows what was forgotten.
    private async Task ReadJournalAsync(Action<MemoryOperation> visit)
    {
        for (long? sequence = Chapters.SequenceBefore(_chapter); sequence is { } after;)
        {
            var page = await _journal.ReadAsync(after, PageSize.Max);
            page.ForEach(visit);
            sequence = page.Count == PageSize.Max ? page[^1].Sequence : null;
        }
    }

    [LoggerMessage(13, LogLevel.Information, "{Count} records of the {Type} memory of '{Scope}' were erased")]
    private partial void LogRecordsErased(string scope, MemoryType type, int count);
}
