using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AgentGrains.Runtime.Debate;
using AgentGrains.Runtime.Directories;

namespace AgentGrains.Runtime.Client;

/// <summary>The way to debates for .NET code, in a silo or outside.</summary>
internal sealed class DebateClient(IGrainFactory grains, WriteRetry retry) : IDebateClient
{
    private const int Page = 100;

    public async ValueTask<IDebate> StartAsync(string tenant, string debate, DebateRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        WireRules.CheckText("problem", request.Task?.Problem);
        WireRules.CheckText("reference", request.Task?.Reference);
        var grain = grains.GetGrain<IDebateGrain>(DebateKey.Of(tenant, debate));
        TenantContext.Set(tenant);
        await retry.RunAsync(static (call, token) => call.grain.StartAsync(call.request, token), (grain, request), cancellationToken);
        return new DebateHandle(tenant, debate, grain, retry);
    }

    public async ValueTask<ImmutableArray<TeamReliability>> GetReliabilityAsync(
        string tenant, string family, IReadOnlyCollection<string> teams, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(teams);
        var ledger = grains.GetGrain<IDebateLedgerGrain>(ScopeNames.RequireTenant(tenant));
        TenantContext.Set(tenant);
        return await retry.RunAsync(
            static (call, token) => call.ledger.GetAsync(call.family, call.teams, token), (ledger, family, teams: teams.ToImmutableArray()), cancellationToken);
    }

    public async IAsyncEnumerable<IDebate> ListAsync(string tenant, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var directory = grains.GetGrain<IDebateDirectoryGrain>(ScopeNames.RequireTenant(tenant));
        for (long? before = null; ;)
        {
            TenantContext.Set(tenant);   // an iterator forgets it at every yield
            var page = await retry.RunAsync(static (call, token) => call.directory.ListAsync(call.before, Page, token), (directory, before), cancellationToken);
            foreach (var entry in page)
                yield return Debate(tenant, entry.Debate);
            if (page.Length < Page)
                yield break;
            before = page[^1].Position;
        }
    }

    public IDebate Debate(string tenant, string debate) => new DebateHandle(tenant, debate, grains.GetGrain<IDebateGrain>(DebateKey.Of(tenant, debate)), retry);
}

/// <summary>One debate, seen from a client.</summary>
internal sealed class DebateHandle(string tenant, string debate, IDebateGrain grain, WriteRetry retry) : IDebate
{
    private const int Page = 100;

    public string Id => debate;

    public async ValueTask<DebateStatus> GetStatusAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        return await retry.RunAsync(static (call, token) => call.GetStatusAsync(token), grain, cancellationToken);
    }

    public async IAsyncEnumerable<DebateEvent> WatchAsync(long after = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            TenantContext.Set(tenant);   // an iterator forgets it at every yield
            var events = await retry.RunAsync(
                static (call, token) => call.grain.ReadAsync(call.after, Page, token), (grain, after), cancellationToken);
            foreach (var happened in events)
            {
                after = happened.Sequence;
                yield return happened;
            }

            // It may have ended after the empty page: over counts only when nothing is left to read.
            if (events.IsEmpty && await GetStatusAsync(cancellationToken) is { IsOver: true } status && status.Sequence <= after)
                yield break;
            if (!events.IsEmpty && events[^1].Kind is DebateEventKind.Stored or DebateEventKind.Cancelled)
                yield break;
        }
    }

    public async ValueTask<bool> CancelAsync(string reason, CancellationToken cancellationToken = default)
    {
        WireRules.CheckText("reason", reason);
        TenantContext.Set(tenant);
        return await retry.RunAsync(static (call, token) => call.grain.CancelAsync(call.reason, token), (grain, reason), cancellationToken);
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        await retry.RunAsync(
            static async (call, token) =>
            {
                await call.EraseAsync(token);
                return true;
            },
            grain, cancellationToken);
    }
}
