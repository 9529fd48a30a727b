using Microsoft.Extensions.Logging;

namespace AgentGrains.Inference.Resilience;

/// <summary>A reranker whose calls are guarded (<see cref="BackendOptions"/>).</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class GuardedReranker : IReranker
{
    private readonly IReranker _inner;
    private readonly BackendGuard<float[]> _guard;

    /// <summary>Guards a reranker.</summary>
    /// <param name="inner">The reranker.</param>
    /// <param name="options">How it is called.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Told of every change of state.</param>
    public GuardedReranker(IReranker inner, BackendOptions options, TimeProvider clock, ILogger logger)
        : this(inner, new BackendGuard<float[]>(inner?.ModelId ?? "rerank", options, clock, logger))
    {
    }

    internal GuardedReranker(IReranker inner, BackendGuard<float[]> guard)
    {
        ArgumentNullException.ThrowIfNull(inner);
        (_inner, _guard) = (inner, guard);
    }

    /// <inheritdoc/>
    public string ModelId => _inner.ModelId;

    /// <inheritdoc/>
    public async ValueTask<float[]> ScoreAsync(string query, IReadOnlyList<string> documents, CancellationToken cancellationToken) => await _guard.CallAsync(
        static (call, token) => call._inner.ScoreAsync(call.query, call.documents, token).AsTask(), (_inner, query, documents), cancellationToken).ConfigureAwait(false);
}
