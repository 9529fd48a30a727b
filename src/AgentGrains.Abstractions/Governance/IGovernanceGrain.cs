using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>A tenant's rules, and every version they ever had, journaled. The key is the tenant.</summary>
[Alias("agentgrains.IGovernanceGrain")]
public interface IGovernanceGrain : ITenantOwned
{
    /// <summary>The rules as they are.</summary>
    [Alias("Get"), AlwaysInterleave]
    ValueTask<GovernanceRules> GetAsync(CancellationToken cancellationToken);

    /// <summary>Sets the rules; returns when they are durable. Repeatable: the same rules for the same version are set once.</summary>
    /// <param name="rules">The rules, with the version that they replace.</param>
    /// <param name="by">Who sets them; kept in the history.</param>
    /// <param name="reason">Why; kept in the history.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The rules with their own version.</returns>
    /// <exception cref="InvalidMemoryException">A rule is not valid, or the rules were changed meanwhile. The message says what to do.</exception>
    [Alias("Set")]
    ValueTask<GovernanceRules> SetAsync(GovernanceRules rules, string? by, string? reason, CancellationToken cancellationToken);

    /// <summary>Reads the changes, in order.</summary>
    /// <param name="after">Version to go on after; 0 at first.</param>
    /// <param name="take">Most changes, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("ReadHistory")]
    ValueTask<ImmutableArray<RulesChange>> ReadHistoryAsync(long after, int take, CancellationToken cancellationToken);
}
