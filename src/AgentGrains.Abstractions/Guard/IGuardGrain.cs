using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>
/// A tenant's guard: its policy, the ledger of its sources and what caught attacks taught, journaled. The key is the tenant. Memories do not
/// ask it for every write: each silo keeps a copy that is a few seconds old at most (<see cref="GuardOptions.LeaseAge"/>).
/// </summary>
[Alias("agentgrains.IGuardGrain")]
public interface IGuardGrain : ITenantOwned
{
    /// <summary>A copy to decide by; null when the caller's is the newest.</summary>
    /// <param name="known">Version of the caller's copy; -1 when it has none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("Lease"), AlwaysInterleave]
    ValueTask<GuardLease?> LeaseAsync(long known, CancellationToken cancellationToken);

    /// <summary>Sets the tenant's policy.</summary>
    [Alias("SetPolicy")]
    ValueTask SetPolicyAsync(GuardPolicy policy, CancellationToken cancellationToken);

    /// <summary>Vouches for a source, blocks it, or lets it earn its reputation again.</summary>
    [Alias("SetStanding")]
    ValueTask SetStandingAsync(string source, OperatorStanding standing, string? reason, CancellationToken cancellationToken);

    /// <summary>Notes what became of a record, and trains the ledger by it. The same outcome of the same record counts once.</summary>
    /// <param name="outcome">A release or a purge.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("Report")]
    ValueTask ReportAsync(GuardEvent outcome, CancellationToken cancellationToken);

    /// <summary>Lists sources that differ from an unknown one, in ordinal order.</summary>
    /// <param name="after">Source to go on from; null at first.</param>
    /// <param name="take">Most to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("ListSources"), AlwaysInterleave]
    ValueTask<ImmutableArray<SourceStanding>> ListSourcesAsync(string? after, int take, CancellationToken cancellationToken);

    /// <summary>Reads what happened, in order.</summary>
    /// <param name="after">Position to go on from; 0 at first.</param>
    /// <param name="take">Most events to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("ReadAudit")]
    ValueTask<GuardAudit> ReadAuditAsync(long after, int take, CancellationToken cancellationToken);
}
