using System.Runtime.CompilerServices;
using System.Text;
using AgentGrains.Runtime.Erasure;
using AgentGrains.Runtime.Memory;

namespace AgentGrains.Runtime.Client;

/// <summary>One tenant, seen from a client.</summary>
internal sealed class TenantHandle(string tenant, ITenantGrain grain, IOutcomeGrain outcomes, IGovernanceGrain governance, ITenantErasureGrain erasure, WriteRetry retry, CubeOptions cubes, TimeProvider clock) : ITenant
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

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

    public async ValueTask<GovernanceRules> GetRulesAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        return await retry.RunAsync(static (call, token) => call.GetAsync(token), governance, cancellationToken);
    }

    public async ValueTask<GovernanceRules> SetRulesAsync(GovernanceRules rules, string? by = null, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rules);
        WireRules.CheckText("by", by);
        WireRules.CheckText("reason", reason);
        TenantContext.Set(tenant);
        return await retry.RunAsync(static (call, token) => call.governance.SetAsync(call.rules, call.by, call.reason, token), (governance, rules, by, reason), cancellationToken);
    }

    public async IAsyncEnumerable<RulesChange> ReadRulesHistoryAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var after = 0L; ;)
        {
            TenantContext.Set(tenant);   // an iterator forgets it at every yield
            var page = await retry.RunAsync(static (call, token) => call.governance.ReadHistoryAsync(call.after, PageSize.Max, token), (governance, after), cancellationToken);
            foreach (var change in page)
                yield return change;
            if (page.Length < PageSize.Max)
                yield break;
            after = page[^1].Rules.Version;
        }
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

    public async ValueTask<TenantErasure> EraseAsync(bool destroysKey = false, CancellationToken cancellationToken = default)
    {
        var begun = await BeginErasureAsync(destroysKey, cancellationToken);
        while (begun.EndedAt is null)
        {
            await Task.Delay(LookAgainAfter, clock, cancellationToken);
            begun = await GetErasureAsync(cancellationToken) ?? begun;
        }

        return begun;
    }

    public async ValueTask<TenantErasure> BeginErasureAsync(bool destroysKey = false, CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        return await retry.RunAsync(static (call, _) => call.erasure.BeginAsync(call.destroysKey), (erasure, destroysKey), cancellationToken);
    }

    public async ValueTask<TenantErasure?> GetErasureAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        return await retry.RunAsync(static (call, _) => call.GetAsync(), erasure, cancellationToken);
    }

    public async ValueTask<TenantErasureCertificate> CertifyErasureAsync(CancellationToken cancellationToken = default)
    {
        using var key = CubeKeys.Signing(cubes);
        TenantContext.Set(tenant);
        var facts = await retry.RunAsync(static (call, _) => call.VerifyAsync(), erasure, cancellationToken);
        var certificate = new TenantErasureCertificate(
            facts.Erasure, clock.GetUtcNow(), facts.IsKeyDestroyed, facts.Salt, facts.Touched, Convert.ToHexStringLower(key.Fingerprint), "");
        return certificate with { Signature = Convert.ToBase64String(key.Sign(Encoding.UTF8.GetBytes(certificate.Statement))) };
    }

    public async ValueTask ReopenAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        await erasure.ReopenAsync();
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
