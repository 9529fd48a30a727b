using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Directories;

/// <summary>The tenants of a cluster (decision 0025). It belongs to none of them; the key is <see cref="Key"/>.</summary>
[Alias("agentgrains.ITenantDirectory")]
internal interface ITenantDirectory : IGrainWithStringKey
{
    /// <summary>The only one there is.</summary>
    const string Key = "tenants";

    /// <summary>Enters the tenant of the call. Repeatable.</summary>
    /// <exception cref="TenantMismatchException">The call carries no tenant.</exception>
    [Alias("Enter")]
    ValueTask EnterAsync();

    /// <summary>Takes the tenant of the call out. Repeatable.</summary>
    /// <exception cref="TenantMismatchException">The call carries no tenant.</exception>
    [Alias("Leave")]
    ValueTask LeaveAsync();

    /// <summary>Lists tenants in ordinal order.</summary>
    /// <param name="after">Name to go on from; null at first.</param>
    /// <param name="take">Most names to return, 1 to 1,000.</param>
    [Alias("List"), AlwaysInterleave]
    ValueTask<ImmutableArray<string>> ListAsync(string? after, int take);
}
