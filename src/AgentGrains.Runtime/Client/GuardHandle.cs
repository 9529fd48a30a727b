using System.Runtime.CompilerServices;
using AgentGrains.Runtime.Memory;

namespace AgentGrains.Runtime.Client;

/// <summary>A tenant's guard, seen from a client. Every call is safe to repeat.</summary>
internal sealed class GuardHandle(string tenant, IGuardGrain grain, WriteRetry retry) : IGuard
{
    public async ValueTask<GuardPolicy> GetPolicyAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        return (await retry.RunAsync(static (guard, token) => guard.LeaseAsync(-1, token), grain, cancellationToken))!.Policy;
    }

    public async ValueTask SetPolicyAsync(GuardPolicy policy, CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        await retry.RunAsync(
            static async (call, token) =>
            {
                await call.grain.SetPolicyAsync(call.policy, token);
                return true;
            },
            (grain, policy), cancellationToken);
    }

    public async ValueTask SetStandingAsync(string source, OperatorStanding standing, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        WireRules.CheckText("source", source);
        WireRules.CheckText("reason", reason);
        TenantContext.Set(tenant);
        await retry.RunAsync(
            static async (call, token) =>
            {
                await call.grain.SetStandingAsync(call.source, call.standing, call.reason, token);
                return true;
            },
            (grain, source, standing, reason), cancellationToken);
    }

    public async IAsyncEnumerable<SourceStanding> ListSourcesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (string? after = null; ;)
        {
            TenantContext.Set(tenant);   // an iterator forgets it at every yield
            var page = await retry.RunAsync(static (call, token) => call.grain.ListSourcesAsync(call.after, PageSize.Max, token), (grain, after), cancellationToken);
            foreach (var source in page)
                yield return source;
            if (page.Length < PageSize.Max)
                yield break;
            after = page[^1].Source;
        }
    }

    public async IAsyncEnumerable<GuardEvent> ReadAuditAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (long? after = 0; after is { } from;)
        {
            TenantContext.Set(tenant);
            var page = await retry.RunAsync(static (call, token) => call.grain.ReadAuditAsync(call.from, PageSize.Max, token), (grain, from), cancellationToken);
            foreach (var happened in page.Events)
                yield return happened;
            after = page.Next;
        }
    }
}
