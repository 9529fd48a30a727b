using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Debate;

/// <summary>How often a tenant's teams were right, over all its stored debates. The key is the tenant.</summary>
[Alias("agentgrains.IDebateLedgerGrain")]
internal interface IDebateLedgerGrain : ITenantOwned
{
    /// <summary>What is known of teams in a family; a team that nobody checked has Beta(1, 1).</summary>
    [Alias("Get"), AlwaysInterleave]
    ValueTask<ImmutableArray<TeamReliability>> GetAsync(string family, ImmutableArray<string> teams, CancellationToken cancellationToken);

    /// <summary>Counts a debate's findings. Repeatable: a debate counts once.</summary>
    /// <exception cref="WriteUncertainException">Storage failed; enter it again.</exception>
    [Alias("Enter")]
    ValueTask EnterAsync(LedgerEntry entry, CancellationToken cancellationToken);

    /// <summary>Takes a debate out again. Repeatable.</summary>
    /// <exception cref="WriteUncertainException">Storage failed; take it out again.</exception>
    [Alias("Leave")]
    ValueTask LeaveAsync(UInt128 debate, CancellationToken cancellationToken);
}

/// <summary>What a debate found about its teams.</summary>
/// <param name="Debate">Hash of its id: a ledger outlives its debates and must not name them.</param>
/// <param name="Family">The family.</param>
/// <param name="Right">Teams that a verifier confirmed.</param>
/// <param name="Wrong">Teams that it refuted.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.LedgerEntry")]
internal sealed record LedgerEntry(
    [property: Id(0)] UInt128 Debate,
    [property: Id(1)] string Family,
    [property: Id(2)] ImmutableArray<string> Right,
    [property: Id(3)] ImmutableArray<string> Wrong)
{
    public bool IsEmpty => Right.IsEmpty && Wrong.IsEmpty;
}
