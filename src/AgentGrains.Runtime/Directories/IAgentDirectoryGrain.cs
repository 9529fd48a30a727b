using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Directories;

/// <summary>The agents of a tenant that have a profile, so that they can be erased with it (decision 0028). The key is the tenant.</summary>
[Alias("agentgrains.IAgentDirectoryGrain")]
internal interface IAgentDirectoryGrain : ITenantOwned
{
    /// <summary>Enters an agent, before its profile is written. Repeatable.</summary>
    /// <exception cref="WriteUncertainException">The tenant is closed, or storage failed.</exception>
    [Alias("Enter")]
    ValueTask EnterAsync(string agent);

    /// <summary>Takes an agent out, after it was erased. Repeatable.</summary>
    [Alias("Leave")]
    ValueTask LeaveAsync(string agent);

    /// <summary>Lists agents in ordinal order.</summary>
    /// <param name="after">Name to go on from; null at first.</param>
    /// <param name="take">Most names to return, 1 to 1,000.</param>
    [Alias("List"), AlwaysInterleave]
    ValueTask<ImmutableArray<string>> ListAsync(string? after, int take);
}
