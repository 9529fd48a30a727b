using System.Collections.Immutable;
using AgentGrains.Engine.Decay;
using AgentGrains.Engine.Governance;
using AgentGrains.Engine.Records;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Memory;

internal abstract partial class MemoryGrain
{
    private const int MostChanges = 1_000;

    public async ValueTask<int> ReinforceAsync(ImmutableArray<MemoryId> ids, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        if (ids.IsDefault || ids.Length > services.Options.MaxBatch)
            throw new InvalidMemoryException("ids", $"{(ids.IsDefault ? 0 : ids.Length):N0} ids in one call, the limit set by MemoryOptions.MaxBatch is {services.Options.MaxBatch:N0}; send several calls.");
        if (Behind is { } chain && ids.Any(id => Chapters.FingerprintOf(id) != Chapters.Fingerprint(Scope, 0)))
        {
            var links = await chain.GetAsync();
            var elsewhere = ids.ToLookup(id => Link(id, links));
            var reinforced = await Task.WhenAll(elsewhere.Where(group => group.Key is not null).Select(group => group.Key!.Grain.ReinforceAsync([.. group], cancellationToken).AsTask()));
            return reinforced.Sum() + await ReinforceHereAsync([.. elsewhere[null]]);
        }

        return await ReinforceHereAsync(ids);
    }

    private async ValueTask<int> ReinforceHereAsync(ImmutableArray<MemoryId> ids)
    {
        var now = services.Clock.GetUtcNow();
        var useful = _image.State.Reinforceable(ids, now, services.Forgetting);
        await CommitAsync(_image.State.DecideReinforce(useful, await ReadOriginalsAsync(useful), now));
        return useful.Length;
    }

    public async ValueTask<RetierReport> RetierAsync(CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        var now = services.Clock.GetUtcNow();
        var plan = DecayPlanner.Plan(_image.State, now, services.Forgetting);
        foreach (var id in plan.Expired)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await ForgetAsync(id, "it has expired", cancellationToken);
        }

        var rules = await services.Rules.FindAsync(Scope.Tenant);
        var overdue = rules.FindOverdue(_image.State, now);
        foreach (var id in overdue)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await ForgetAsync(id, $"it was kept as long as the tenant's rules say (version {rules.Version})", cancellationToken);
        }

        if (overdue.Length > 0)
            plan = DecayPlanner.Plan(_image.State, now, services.Forgetting) with { Expired = [.. plan.Expired, .. overdue] };
        foreach (var changes in plan.Changes.Chunk(MostChanges))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var nearer = changes.Where(change => change.Life.Zone < _image.State.Find(change.Id)!.Life.Zone).Select(change => change.Id);
            await CommitAsync(_image.State.DecideRetier(changes, await ReadOriginalsAsync([.. nearer]), now));
        }

        LogRetiered(Scope.Key, type, plan.Changes.Length, plan.Expired.Length, _image.Archived);
        var report = new RetierReport(plan.Changes.Length, plan.Expired.Length, _image.Archived, _image.VectorBytes);
        foreach (var link in Behind is { } chain ? await chain.GetAsync() : [])
        {
            var more = await link.As<IMemoryMaintenance>().RetierAsync(cancellationToken);
            report = new RetierReport(report.Changed + more.Changed, report.Expired + more.Expired, report.Archived + more.Archived, report.VectorBytes + more.VectorBytes);
        }

        return report;
    }

    public async ValueTask BringBackAsync(ImmutableArray<MemoryId> ids) => await ReinforceAsync(ids, CancellationToken.None);

    // The search has answered by then: what it found comes back beside it, and the next deep search finds it again if that fails.
    private void BringBack(MemorySearchResult found)
    {
        if (_image.State.IsClosed)
            return;
        ImmutableArray<MemoryId> archived = [.. found.Hits.Where(hit => hit.Record.Life.Zone == MemoryZone.Archive).Select(hit => hit.Record.Id)];
        foreach (var batch in archived.Chunk(services.Options.MaxBatch))
            _ = BringBackAsync(this.AsReference<IMemoryMaintenance>(), [.. batch]);
    }

    private async Task BringBackAsync(IMemoryMaintenance self, ImmutableArray<MemoryId> ids)
    {
        try
        {
            TenantContext.Set(Scope.Tenant);
            await self.BringBackAsync(ids);
        }
        catch (Exception failure)
        {
            LogBringBackFailed(Scope.Key, type, failure);
        }
    }

    // The journal holds every vector as it was first stored.
    private async Task<Dictionary<MemoryId, StoredVector>> ReadOriginalsAsync(ImmutableArray<MemoryId> ids)
    {
        var originals = new Dictionary<MemoryId, StoredVector>();
        foreach (var id in ids)
        {
            if (_image.State.OriginalVectorAt(id) is not (> 0 and var sequence))
                continue;
            var operation = (await _journal.ReadAsync(sequence - 1, 1)).SingleOrDefault();
            if (operation is not null && operation.Target == id && (operation.Vector ?? operation.Record?.Vector) is { } vector)
                originals.Add(id, vector);
        }

        return originals;
    }

    [LoggerMessage(4, LogLevel.Information, "The {Type} memory of '{Scope}' moved {Changed} records between zones and forgot {Expired} that had expired; {Archived} are archived")]
    private partial void LogRetiered(string scope, MemoryType type, int changed, int expired, int archived);

    [LoggerMessage(5, LogLevel.Warning, "Archived records of the {Type} memory of '{Scope}' were found and could not be brought back")]
    private partial void LogBringBackFailed(string scope, MemoryType type, Exception failure);
}
