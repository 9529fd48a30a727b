using System.Runtime.CompilerServices;
using AgentGrains.Runtime.Memory;

namespace AgentGrains.Runtime.Client;

/// <summary>One tenant, seen from a client.</summary>
internal sealed class TenantHandle(string tenant, ITenantGrain grain, IOutcomeGrain outcomes) : ITenant
{
    public async ValueTask<TenantInfo> GetAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        return await grain.GetAsync(cancellationToken);
    }

    public async ValueTask SetLimitsAsync(TenantLimits limits, CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        await grain.SetLimitsAsync(limits, cancellationToken);
    }

    public async ValueTask<TenantUsage> GetUsageAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        return await grain.GetUsageAsync(cancellationToken);
    }

    public async ValueTask<string> RewrapKeyAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        return await grain.RewrapKeyAsync(cancellationToken);
    }

    public async ValueTask DestroyKeyAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        await grain.DestroyKeyAsync(cancellationToken);
    }

    public async ValueTask<RankingInfo> GetRankingAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        return await outcomes.GetRankingAsync(cancellationToken);
    }

    public async ValueTask<RankingInfo> TrainRankingAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        return await outcomes.TrainAsync(cancellationToken);
    }

    public async ValueTask<RankingInfo> RollbackRankingAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        return await outcomes.RollbackAsync(cancellationToken);
    }

    public async ValueTask<RankingInfo> SetRankingFederatedAsync(bool isMember, CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        return await outcomes.SetFederatedAsync(isMember, cancellationToken);
    }

    public async IAsyncEnumerable<string> ListScopesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (string? after = null; ;)
        {
            TenantContext.Set(tenant);   // an iterator forgets it at every yield
            var page = await grain.ListScopesAsync(after, PageSize.Max, cancellationToken);
            foreach (var scope in page)
                yield return scope;
            if (page.Length < PageSize.Max)
                yield break;
            after = page[^1];
        }
    }
}
