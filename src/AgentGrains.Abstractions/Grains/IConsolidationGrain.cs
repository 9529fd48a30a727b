using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>Keeps one scope in order: key <c>tenant/scope</c>.</summary>
[Alias("agentgrains.IConsolidationGrain")]
public interface IConsolidationGrain : ITenantOwned
{
    /// <summary>Begins a run, whatever the gates say, and returns at once; while one goes on, that one is returned.</summary>
    /// <exception cref="InvalidMemoryException">A run is staged: promote or drop it first.</exception>
    [Alias("Start")]
    ValueTask<ConsolidationRun> StartAsync(CancellationToken cancellationToken);

    /// <summary>The runs that are remembered, the latest first.</summary>
    [Alias("List"), AlwaysInterleave]
    ValueTask<ImmutableArray<ConsolidationRun>> ListAsync(CancellationToken cancellationToken);

    /// <summary>A piece of what a run did.</summary>
    /// <param name="run">The run.</param>
    /// <param name="position">0 at first, then the page's <see cref="ConsolidationPage.Next"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidMemoryException">There is no such run (any more).</exception>
    [Alias("ReadChanges")]
    ValueTask<ConsolidationPage> ReadChangesAsync(string run, long position, CancellationToken cancellationToken);

    /// <summary>
    /// Undoes a run: every record that still is as the run left it becomes what it was before, to the byte. Repeatable.
    /// </summary>
    /// <returns>How many records were set back.</returns>
    /// <exception cref="InvalidMemoryException">There is no such run (any more), or it still goes on.</exception>
    [Alias("RollBack"), ResponseTimeout("00:05:00")]
    ValueTask<int> RollBackAsync(string run, CancellationToken cancellationToken);

    /// <summary>
    /// Begins a run that takes no step: what it proposes is kept, and canary sessions are answered as if it had been done. Returns at once; repeatable while it is being planned.
    /// </summary>
    /// <param name="canary">Who sees it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidMemoryException">Another run goes on or is staged, or the canary is not valid.</exception>
    [Alias("Stage")]
    ValueTask<ConsolidationRun> StageAsync(ConsolidationCanary canary, CancellationToken cancellationToken);

    /// <summary>Takes the steps of a staged run, each checked against the record as it is now; returns at once. Repeatable.</summary>
    /// <param name="run">The run.</param>
    /// <param name="approvedBy">Who says so; it is kept with the run and in the audit.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidMemoryException">There is no such run (any more), or it is not staged.</exception>
    [Alias("Promote")]
    ValueTask<ConsolidationRun> PromoteAsync(string run, string? approvedBy, CancellationToken cancellationToken);

    /// <summary>Forgets the steps of a staged run, which has changed nothing. Repeatable.</summary>
    /// <param name="run">The run.</param>
    /// <param name="reason">Why; it is kept in the audit.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidMemoryException">There is no such run (any more), or it is not staged.</exception>
    [Alias("Drop"), ResponseTimeout("00:05:00")]
    ValueTask<ConsolidationRun> DropAsync(string run, string? reason, CancellationToken cancellationToken);

    /// <summary>Forgets every run; for a scope that is being erased.</summary>
    [Alias("Erase")]
    ValueTask EraseAsync(CancellationToken cancellationToken);
}

/// <summary>A piece of what a run did.</summary>
/// <param name="Changes">The changes, in order.</param>
/// <param name="Next">Where to go on; null at the end.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ConsolidationPage")]
public sealed record ConsolidationPage([property: Id(0)] ImmutableArray<ConsolidationChange> Changes, [property: Id(1)] long? Next);
