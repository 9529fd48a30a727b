using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>What came of a tenant's recalls, and what that taught. The key is the tenant.</summary>
[Alias("agentgrains.IOutcomeGrain")]
public interface IOutcomeGrain : ITenantOwned
{
    /// <summary>Records what came of a recall; returns when it is durable. Repeatable.</summary>
    /// <exception cref="InvalidMemoryException">The id is not one of a recall, or something was used that the recall did not show.</exception>
    /// <exception cref="WriteUncertainException">Storage failed; report again.</exception>
    [Alias("Report")]
    ValueTask<ReportStatus> ReportAsync(RecallOutcome outcome, CancellationToken cancellationToken);

    /// <summary>How the tenant's recalls are ranked.</summary>
    [Alias("GetRanking"), AlwaysInterleave]
    ValueTask<RankingInfo> GetRankingAsync(CancellationToken cancellationToken);

    /// <summary>Learns from what was reported so far, now.</summary>
    [Alias("Train"), ResponseTimeout("00:05:00")]
    ValueTask<RankingInfo> TrainAsync(CancellationToken cancellationToken);

    /// <summary>Goes back to the ranking before this one; does nothing when the shipped one is in use.</summary>
    [Alias("Rollback")]
    ValueTask<RankingInfo> RollbackAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Shares the tenant's learnt change of the weights with the other tenants that do, and begins from what they have in common; or withdraws it. Only
    /// weights are shared, under a pseudonym. Repeatable; returns when the decision is durable.
    /// </summary>
    [Alias("SetFederated")]
    ValueTask<RankingInfo> SetFederatedAsync(bool isMember, CancellationToken cancellationToken);

    /// <summary>Forgets every recall that showed memories of a scope, and removes them from storage. Repeatable.</summary>
    [Alias("EraseScope")]
    ValueTask EraseScopeAsync(string scope, CancellationToken cancellationToken);
}
