using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>The way to debates for .NET code.</summary>
/// <remarks>Thread-safe; one instance serves a whole process.</remarks>
public interface IDebateClient
{
    /// <summary>Starts a debate and returns as soon as its request is durable. The same request under the same id starts nothing new.</summary>
    /// <param name="tenant">The caller's tenant, from its credential.</param>
    /// <param name="debate">Id of the debate, unique within the tenant; a valid scope id.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the call, not the debate.</param>
    /// <exception cref="InvalidScopeException">The tenant or the id is not a valid name.</exception>
    /// <exception cref="InvalidDebateException">The request is not valid, or another request was started under this id. Nothing was started.</exception>
    ValueTask<IDebate> StartAsync(string tenant, string debate, DebateRequest request, CancellationToken cancellationToken = default);

    /// <summary>A debate that was started, or will be.</summary>
    /// <exception cref="InvalidScopeException">The tenant or the id is not a valid name.</exception>
    IDebate Debate(string tenant, string debate);

    /// <summary>The debates of a tenant, the latest first.</summary>
    /// <exception cref="InvalidScopeException">The tenant is not a valid name.</exception>
    IAsyncEnumerable<IDebate> ListAsync(string tenant, CancellationToken cancellationToken = default) => throw new NotSupportedException("This client lists no debates.");

    /// <summary>How often the teams of a tenant were right in a family, as all stored debates say; a team that nobody checked has Beta(1, 1).</summary>
    /// <exception cref="InvalidScopeException">The tenant is not a valid name.</exception>
    ValueTask<ImmutableArray<TeamReliability>> GetReliabilityAsync(
        string tenant, string family, IReadOnlyCollection<string> teams, CancellationToken cancellationToken = default);
}

/// <summary>One debate.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IDebate
{
    /// <summary>Its id.</summary>
    string Id { get; }

    /// <summary>Where it stands.</summary>
    ValueTask<DebateStatus> GetStatusAsync(CancellationToken cancellationToken = default);

    /// <summary>Its events from the beginning, then as they happen, until it is over. Survives the death of the debate's silo.</summary>
    /// <param name="after">Sequence to go on from; 0 for all.</param>
    /// <param name="cancellationToken">Stops the watching, not the debate.</param>
    /// <exception cref="InvalidDebateException">There is no such debate.</exception>
    IAsyncEnumerable<DebateEvent> WatchAsync(long after = 0, CancellationToken cancellationToken = default);

    /// <summary>Stops it. Returns false when it was over already.</summary>
    /// <inheritdoc cref="IDebateGrain.CancelAsync" path="/exception"/>
    ValueTask<bool> CancelAsync(string reason, CancellationToken cancellationToken = default);

    /// <summary>Stops it and erases everything that is kept of it from storage, and what it taught its bank. Repeatable.</summary>
    /// <inheritdoc cref="IDebateGrain.EraseAsync" path="/exception"/>
    ValueTask EraseAsync(CancellationToken cancellationToken = default);
}

/// <summary>Shorter ways to follow a debate.</summary>
public static class DebateExtensions
{
    /// <summary>Waits for the end of a debate.</summary>
    /// <returns>Its last status, with the decision unless it was cancelled.</returns>
    /// <exception cref="InvalidDebateException">There is no such debate.</exception>
    public static async ValueTask<DebateStatus> WaitAsync(this IDebate debate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(debate);
        for (var after = 0L; ;)
        {
            await foreach (var happened in debate.WatchAsync(after, cancellationToken))
                after = happened.Sequence;
            var status = await debate.GetStatusAsync(cancellationToken);
            if (status.IsOver)
                return status;
        }
    }
}
