using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>The consolidation of one scope. No run loses anything: what it does can be undone (docs/consolidation.md).</summary>
/// <remarks>Thread-safe.</remarks>
public interface IConsolidation
{
    /// <inheritdoc cref="IConsolidationGrain.StartAsync"/>
    ValueTask<ConsolidationRun> StartAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IConsolidationGrain.ListAsync"/>
    ValueTask<ImmutableArray<ConsolidationRun>> ListAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IConsolidationGrain.StageAsync"/>
    ValueTask<ConsolidationRun> StageAsync(ConsolidationCanary canary, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IConsolidationGrain.PromoteAsync"/>
    ValueTask<ConsolidationRun> PromoteAsync(string run, string? approvedBy = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IConsolidationGrain.DropAsync"/>
    ValueTask<ConsolidationRun> DropAsync(string run, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>What a run did, in order; what it proposes, while it is staged.</summary>
    /// <exception cref="InvalidMemoryException">There is no such run (any more).</exception>
    IAsyncEnumerable<ConsolidationChange> ReadChangesAsync(string run, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IConsolidationGrain.RollBackAsync"/>
    ValueTask<int> RollBackAsync(string run, CancellationToken cancellationToken = default);
}

/// <summary>Makes gists of texts. What it returns is checked against the text and refused where something would be lost.</summary>
/// <remarks>Called outside every grain's turn; it may be slow, fail or answer nonsense. Must be thread-safe.</remarks>
public interface ICondenser
{
    /// <summary>Condenses records.</summary>
    /// <param name="records">The records.</param>
    /// <param name="gists">What the rules make of each; null where they leave the text as it is.</param>
    /// <param name="cancellationToken">Ends with the deadline.</param>
    /// <returns>One gist per record; null leaves the rules'.</returns>
    ValueTask<IReadOnlyList<string?>> CondenseAsync(IReadOnlyList<MemoryRecord> records, IReadOnlyList<string?> gists, CancellationToken cancellationToken);
}
