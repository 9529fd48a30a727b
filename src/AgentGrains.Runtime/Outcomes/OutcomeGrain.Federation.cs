using System.Collections.Immutable;
using AgentGrains.Engine.Fusion;
using AgentGrains.Runtime.Tenants;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Outcomes;

/// <summary>A tenant that shares what it learns, if it said so. Training goes on without the others when they cannot be reached.</summary>
internal sealed partial class OutcomeGrain
{
    public async ValueTask<RankingInfo> SetFederatedAsync(bool isMember, CancellationToken cancellationToken)
    {
        await WriteAsync();
        if (_log.IsFederated != isMember)
            await CommitAsync([new OutcomeEvent.Federated(isMember)]);

        // Also when it was said before: a crash may have come between the two.
        if (isMember)
            await ShareAsync();
        else
            await WithdrawAsync();
        return Describe();
    }

    // What the others have learnt; empty for a tenant that takes no part.
    private async Task<ImmutableArray<float>> LearntByOthersAsync(int basis)
    {
        if (!_log.IsFederated || RankingBasis.ShippedWeights(basis) is null)
            return [];
        try
        {
            return await Federation(basis).GetAverageAsync();
        }
        catch (Exception failure)
        {
            LogAlone(Tenant, failure);
            return [];
        }
    }

    private async Task ShareAsync()
    {
        if (!_log.IsFederated)
            return;
        var ranking = _log.Ranking;
        try
        {
            if (ranking.Deltas.IsEmpty)
                await WithdrawAsync();   // what was rolled back is not to be learnt from, and a cut alone is not shared
            else if (RankingBasis.ShippedWeights(ranking.Basis) is not null)
                await Federation(ranking.Basis).ShareAsync(ranking.Deltas);

            // After it, since a tenant withdraws when its key is destroyed: whichever of the two comes last sees the other.
            if (await GrainFactory.GetGrain<ITenantGrain>(Tenant).AsReference<ITenantAllotments>().GetKeyAsync(create: false) is { IsDestroyed: true })
                await WithdrawAsync();
        }
        catch (Exception failure)
        {
            LogAlone(Tenant, failure);   // the next training shares it
        }
    }

    private Task WithdrawAsync() => Federations.WithdrawAsync(GrainFactory);

    private IRankingFederation Federation(int basis) => Federations.Of(GrainFactory, basis);

    [LoggerMessage(43, LogLevel.Warning, "What tenants share of their rankings cannot be reached; '{Tenant}' goes on without")]
    private partial void LogAlone(string tenant, Exception failure);
}
