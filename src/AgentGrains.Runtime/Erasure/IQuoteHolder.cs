using System.Collections.Immutable;

namespace AgentGrains.Runtime.Erasure;

/// <summary>A grain beside the memories that may hold what a record said: a session's working memory, a vault, a debate (decision 0032).</summary>
[Alias("agentgrains.IQuoteHolder")]
internal interface IQuoteHolder : ITenantOwned
{
    /// <summary>Erases from storage what quotes the texts of records that are being erased, or says it in other words. Repeatable, while those are known.</summary>
    /// <param name="texts">The texts.</param>
    /// <returns>How many operations were overwritten, or removed with what they were part of.</returns>
    /// <exception cref="WriteUncertainException">Storage failed; erase again.</exception>
    [Alias("EraseQuotes")]
    ValueTask<int> EraseQuotesAsync(ImmutableArray<string> texts);
}
