using System.Collections.Immutable;
using System.Security.Cryptography;
using AgentGrains.Engine.Erasure;
using AgentGrains.Runtime.Debate;
using AgentGrains.Runtime.Directories;
using AgentGrains.Runtime.Erasure;
using AgentGrains.Runtime.Memory;
using AgentGrains.Runtime.Working;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Scopes;

/// <summary>The erasure of some records: what is to go is durable before the first of it goes, and is forgotten when nothing of it is left.</summary>
internal sealed partial class UserScopeGrain
{
    private const int MostErased = 1_000;

    public async ValueTask<RecordErasure> EraseRecordsAsync(ImmutableArray<MemoryId> ids, CancellationToken cancellationToken)
    {
        if (ids.IsDefaultOrEmpty || ids.Length > MostErased)
            throw new InvalidMemoryException("ids", $"Name 1 to {MostErased} records to erase at a time.");
        return await WaitForAsync(ids, cancellationToken);
    }

    private async Task<RecordErasure> EraseAllOfAsync(ImmutableArray<MemoryId> ids)
    {
        await SetReminderAsync();
        state.State.Salt ??= RandomNumberGenerator.GetBytes(FactSketch.SaltBytes);
        await IntendAsync(ids);
        var sketches = await SketchAsync(ids);

        // With what was derived from them, of which nothing tells any more when the record in between is gone.
        await IntendAsync(sketches.Select(sketch => sketch.Id));
        await LeaveWhatStaysAsync(sketches);

        // Before anything is erased: a crash in between must not leave a text gone and its return allowed. Every memory gets all of
        // them: what was said must not come back as something known, nor the other way round.
        ImmutableArray<ErasureSketch> saying = [.. sketches.Where(sketch => !sketch.Sketch.IsEmpty).Select(sketch => sketch with { Texts = [] })];
        foreach (var memory in Memories)
            await memory.RaiseTombstonesAsync(saying);

        // While the texts are still there to look for: a crash in between looks again.
        await EraseQuotesAsync([.. sketches.SelectMany(sketch => sketch.Texts).Distinct(StringComparer.Ordinal)]);

        // The log first: what is known and what works were derived from it. Each memory finishes what it began; this finishes the rest.
        HashSet<MemoryId> erased = [.. ids, .. sketches.Select(sketch => sketch.Id)];
        var touched = new SortedSet<MemoryId>();
        foreach (var memory in Memories)
        {
            var here = await memory.EraseRecordsAsync([.. erased]);
            erased.UnionWith(here);
            touched.UnionWith(here);
        }

        await GrainFactory.GetGrain<IResourceShelfGrain>(_scope.Key).EraseOfAsync([.. touched], CancellationToken.None);
        await scrubs.ScrubAsync(_scope.Key, CancellationToken.None);
        state.State.Erasing.RemoveAll(id => erased.Contains(id));
        await SaveAsync();
        LogRecordsErased(_scope.Key, touched.Count);
        return new RecordErasure([.. touched]) { Tombstones = saying.Length };
    }

    public async ValueTask<int> LiftTombstonesAsync(ImmutableArray<MemoryId> erased, CancellationToken cancellationToken)
    {
        if (erased.IsDefaultOrEmpty || erased.Length > MostErased)
            throw new InvalidMemoryException("ids", $"Name 1 to {MostErased} erased records whose tombstones to lift at a time.");
        var lifted = 0;
        foreach (var memory in Memories)
            lifted = Math.Max(lifted, await memory.LiftTombstonesAsync(erased));
        return lifted;
    }

    private IErasureSink[] Memories =>
    [
        GrainFactory.GetGrain<IEpisodicMemoryGrain>(_scope.Key).AsReference<IErasureSink>(),
        GrainFactory.GetGrain<ISemanticMemoryGrain>(_scope.Key).AsReference<IErasureSink>(),
        GrainFactory.GetGrain<IProceduralMemoryGrain>(_scope.Key).AsReference<IErasureSink>(),
    ];

    private async Task<List<ErasureSketch>> SketchAsync(ImmutableArray<MemoryId> ids)
    {
        var (all, sketches) = (ids.ToHashSet(), new List<ErasureSketch>());
        foreach (var memory in Memories)
        {
            var here = await memory.SketchAsync([.. all], [.. state.State.Salt!]);
            all.UnionWith(here.Select(sketch => sketch.Id));
            sketches.AddRange(here);
        }

        return sketches;
    }

    private async Task LeaveWhatStaysAsync(List<ErasureSketch> sketches)
    {
        var staying = ErasedShare.Staying(sketches);
        if (staying.Count == 0)
            return;
        var said = (await SketchAsync([.. staying.Values.SelectMany(ids => ids).Distinct()])).ToLookup(sketch => sketch.Id, sketch => sketch.Texts);
        for (var i = 0; i < sketches.Count; i++)
        {
            if (staying.TryGetValue(sketches[i].Id, out var ids))
                sketches[i] = ErasedShare.Less(sketches[i], ids.SelectMany(id => said[id]).SelectMany(static texts => texts), state.State.Salt);
        }
    }

    // What quotes them elsewhere: what sessions of this scope work on, its vault, and the tenant's debates and agents, which are of any scope.
    private async Task EraseQuotesAsync(ImmutableArray<string> texts)
    {
        if (texts.IsEmpty)
            return;
        var quotes = await GrainFactory.GetGrain<IVaultGrain>(_scope.Key).AsReference<IQuoteHolder>().EraseQuotesAsync(texts);
        var sessions = GrainFactory.GetGrain<ISessionDirectoryGrain>(_scope.Key);
        for (string? after = null; await sessions.ListAsync(after, PageSize.Max, CancellationToken.None) is { IsEmpty: false } page; after = page[^1])
        {
            foreach (var session in page)
                quotes += await GrainFactory.GetGrain<IWorkingMemoryGrain>(WorkingKey.Of(_scope, session)).AsReference<IQuoteHolder>().EraseQuotesAsync(texts);
        }

        var debates = GrainFactory.GetGrain<IDebateDirectoryGrain>(_scope.Tenant);
        for (long? before = null; await debates.ListAsync(before, PageSize.Max, CancellationToken.None) is { IsEmpty: false } page; before = page[^1].Position)
        {
            foreach (var entry in page)
                quotes += await GrainFactory.GetGrain<IDebateGrain>(DebateKey.Of(_scope.Tenant, entry.Debate)).AsReference<IQuoteHolder>().EraseQuotesAsync(texts);
        }

        var agents = GrainFactory.GetGrain<IAgentDirectoryGrain>(_scope.Tenant);
        for (string? after = null; await agents.ListAsync(after, PageSize.Max) is { IsEmpty: false } page; after = page[^1])
        {
            foreach (var agent in page)
                quotes += await GrainFactory.GetGrain<IAgentGrain>($"{_scope.Tenant}/{agent}").AsReference<IProfileQuotes>().EraseProfileQuotesAsync(texts);
        }

        if (quotes > 0)
            LogQuotesErased(_scope.Key, quotes);
    }

    private async Task IntendAsync(IEnumerable<MemoryId> ids)
    {
        var known = state.State.Erasing.Count;
        state.State.Erasing = [.. state.State.Erasing.Union(ids)];
        if (state.State.Erasing.Count > known)
            await SaveAsync();
    }

    [LoggerMessage(24, LogLevel.Information, "{Count} edits, secrets, events of debates and parts of profiles that quoted erased records of the scope '{Scope}' were erased")]
    private partial void LogQuotesErased(string scope, int count);

    [LoggerMessage(22, LogLevel.Information, "{Count} records of the scope '{Scope}' were erased")]
    private partial void LogRecordsErased(string scope, int count);
}
