using Microsoft.Extensions.Logging;

namespace AgentGrains.Inference.Resilience;

/// <summary>A reranker whose calls are guarded (<see cref="BackendOptions"/>).</summary>
/// <param name="inner">The reranker.</param>
/// <param name="options">How it is called.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Told of every change of state.</param>
/// <remarks>Thread-safe.</remarks>
public sealed class GuardedReranker(IReranker inner, BackendOptions options, TimeProvider clock, ILogger logger) : IReranker
{
    private readonly BackendGuard<float[]> _guard = new(inner.ModelId, options, clock, logger);

    /// <inheritdoc/>
    public string ModelId => inner.ModelId;

    /// <inheritdoc/>
    public async ValueTask<float[]> ScoreAsync(string query, IReadOnlyList<string> documents, CancellationToken cancellationToken) => await _guard.CallAsync(
        static (call, token) => call.inner.ScoreAsync(call.query, call.documents, token).AsTask(), (inner, query, documents), cancellationToken).ConfigureAwait(false);
}
