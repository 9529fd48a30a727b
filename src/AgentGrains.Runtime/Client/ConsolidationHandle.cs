using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace AgentGrains.Runtime.Client;

/// <summary>The consolidation of one scope, seen from a client. Every call is safe to repeat.</summary>
internal sealed class ConsolidationHandle(Scope scope, IGrainFactory grains, WriteRetry retry) : IConsolidation
{
    private IConsolidationGrain Grain => grains.GetGrain<IConsolidationGrain>(scope.Key);

    public async ValueTask<ConsolidationRun> StartAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(scope.Tenant);
        return await retry.RunAsync(static (grain, token) => grain.StartAsync(token), Grain, cancellationToken);
    }

    public async ValueTask<ConsolidationRun> StageAsync(ConsolidationCanary canary, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(canary);
        foreach (var session in canary.Sessions.IsDefault ? [] : canary.Sessions)
            WireRules.CheckText("sessions", session);
        TenantContext.Set(scope.Tenant);
        return await retry.RunAsync(static (call, token) => call.Grain.StageAsync(call.canary, token), (Grain, canary), cancellationToken);
    }

    public async ValueTask<ConsolidationRun> PromoteAsync(string run, string? approvedBy = null, CancellationToken cancellationToken = default)
    {
        WireRules.CheckText("run", run);
        WireRules.CheckText("approvedBy", approvedBy);
        TenantContext.Set(scope.Tenant);
        return await retry.RunAsync(static (call, token) => call.Grain.PromoteAsync(call.run, call.approvedBy, token), (Grain, run, approvedBy), cancellationToken);
    }

    public async ValueTask<ConsolidationRun> DropAsync(string run, string? reason = null, CancellationToken cancellationToken = default)
    {
        WireRules.CheckText("run", run);
        WireRules.CheckText("reason", reason);
        TenantContext.Set(scope.Tenant);
        return await retry.RunAsync(static (call, token) => call.Grain.DropAsync(call.run, call.reason, token), (Grain, run, reason), cancellationToken, waits: true);
    }

    public async ValueTask<ImmutableArray<ConsolidationRun>> ListAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(scope.Tenant);
        return await retry.RunAsync(static (grain, token) => grain.ListAsync(token), Grain, cancellationToken);
    }

    public async IAsyncEnumerable<ConsolidationChange> ReadChangesAsync(string run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        WireRules.CheckText("run", run);
        for (long? position = 0; position is { } from;)
        {
            TenantContext.Set(scope.Tenant);   // an iterator forgets it at every yield
            var page = await retry.RunAsync(static (call, token) => call.Grain.ReadChangesAsync(call.run, call.from, token), (Grain, run, from), cancellationToken);
            foreach (var change in page.Changes)
                yield return change;
            position = page.Next;
        }
    }

    public async ValueTask<int> RollBackAsync(string run, CancellationToken cancellationToken = default)
    {
        WireRules.CheckText("run", run);
        TenantContext.Set(scope.Tenant);
        return await retry.RunAsync(static (call, token) => call.Grain.RollBackAsync(call.run, token), (Grain, run), cancellationToken, waits: true);
    }
}
