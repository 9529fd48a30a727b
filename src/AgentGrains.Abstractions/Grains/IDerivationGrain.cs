using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>
/// Turns what happened in a scope into what is known, behind the writers' backs: it follows the episodic log from a durable cursor
/// and proposes operations to the semantic memory. The key is <see cref="Scope.Key"/>.
/// </summary>
[Alias("agentgrains.IDerivationGrain")]
public interface IDerivationGrain : ITenantOwned
{
    /// <summary>Tells that the log has grown. Returns at once.</summary>
    [Alias("Notify"), AlwaysInterleave]
    ValueTask NotifyAsync();

    /// <summary>Returns when everything derived from the log up to this position is there.</summary>
    /// <param name="sequence">Position in the episodic journal, as in <see cref="MemoryReceipt.Sequence"/>.</param>
    /// <param name="cancellationToken">Stops the waiting, not the deriving.</param>
    [Alias("Wait"), AlwaysInterleave, ResponseTimeout("00:05:00")]
    ValueTask WaitAsync(long sequence, CancellationToken cancellationToken);

    /// <summary>How far derivation is.</summary>
    [Alias("GetStatus"), AlwaysInterleave]
    ValueTask<DerivationStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>Stops, and forgets how far it was. Part of a scope's erasure, after its log and before what was derived.</summary>
    [Alias("Erase")]
    ValueTask EraseAsync(CancellationToken cancellationToken);
}

/// <summary>How far derivation of a scope is.</summary>
/// <param name="Sequence">Everything up to this position of the episodic journal was derived.</param>
/// <param name="Fault">What went wrong last, since this grain was activated; null when nothing did.</param>
/// <param name="Faults">How often something went wrong since this grain was activated.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.DerivationStatus")]
public sealed record DerivationStatus([property: Id(0)] long Sequence, [property: Id(1)] string? Fault, [property: Id(2)] int Faults)
{
    /// <summary>Whether the log is being read again, since its extractor has become another version.</summary>
    [Id(3)] public bool IsRereading { get; init; }
}
