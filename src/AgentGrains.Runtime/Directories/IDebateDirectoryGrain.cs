using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Directories;

/// <summary>The debates of a tenant (decision 0025). The key is the tenant.</summary>
[Alias("agentgrains.IDebateDirectoryGrain")]
internal interface IDebateDirectoryGrain : ITenantOwned
{
    /// <summary>Enters a debate, before it starts. Repeatable.</summary>
    [Alias("Enter")]
    ValueTask EnterAsync(string debate, CancellationToken cancellationToken);

    /// <summary>Takes a debate out, after it was erased. Repeatable.</summary>
    [Alias("Leave")]
    ValueTask LeaveAsync(string debate, CancellationToken cancellationToken);

    /// <summary>Lists debates, the latest first.</summary>
    /// <param name="before">Position to go on from; null at first.</param>
    /// <param name="take">Most to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("List"), AlwaysInterleave]
    ValueTask<ImmutableArray<DebateEntry>> ListAsync(long? before, int take, CancellationToken cancellationToken);
}

/// <summary>A debate in its tenant's directory.</summary>
/// <param name="Debate">Its id.</param>
/// <param name="Position">Where it was entered.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.DebateEntry")]
internal readonly record struct DebateEntry([property: Id(0)] string Debate, [property: Id(1)] long Position);
