using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Erasure;

/// <summary>An agent, whose profile may tell what a record said (decision 0032).</summary>
[Alias("agentgrains.IProfileQuotes")]
internal interface IProfileQuotes : ITenantOwned
{
    /// <summary>
    /// Takes out of the profile what quotes the texts of records that are being erased, or says it in other words; returns when that is durable. Repeatable, while those are known.
    /// Interleaves with turns: one may take minutes, and may have asked for the erasure.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <returns>How many parts of the profile were taken out.</returns>
    /// <exception cref="WriteUncertainException">Storage failed; erase again.</exception>
    [Alias("EraseProfileQuotes"), AlwaysInterleave]
    ValueTask<int> EraseProfileQuotesAsync(ImmutableArray<string> texts);
}
