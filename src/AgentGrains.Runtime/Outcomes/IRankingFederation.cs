using System.Collections.Immutable;

namespace AgentGrains.Runtime.Outcomes;

/// <summary>
/// What the rankings of the tenants that take part have in common. The key is the basis. No tenant owns it; it holds weights, never memories or
/// questions, and takes the tenant from the verified context of the call, never from a field (decision 23).
/// </summary>
[Alias("agentgrains.IRankingFederation")]
internal interface IRankingFederation : IGrainWithStringKey
{
    /// <summary>Puts the caller's change of the weights in the place of its last one; returns when it is durable. Repeatable.</summary>
    /// <exception cref="TenantMismatchException">The call carries no tenant.</exception>
    [Alias("Share")]
    ValueTask ShareAsync(ImmutableArray<float> deltas);

    /// <summary>Removes what the caller shared; returns when that is durable. Repeatable.</summary>
    [Alias("Withdraw")]
    ValueTask WithdrawAsync();

    /// <summary>The average, to be added to the shipped weights; empty while too few take part.</summary>
    [Alias("GetAverage")]
    ValueTask<ImmutableArray<float>> GetAverageAsync();
}
