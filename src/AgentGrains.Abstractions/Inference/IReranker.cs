namespace AgentGrains;

/// <summary>Scores how well documents answer a query, reading both together.</summary>
/// <remarks>Implementations are thread-safe.</remarks>
public interface IReranker
{
    /// <summary>Names the model and its version; scores of different models are never compared.</summary>
    string ModelId { get; }

    /// <summary>Scores documents.</summary>
    /// <param name="query">The query.</param>
    /// <param name="documents">What may answer it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>One finite score per document, in their order; higher is better. Scores are comparable within a model only.</returns>
    /// <exception cref="ModelOutputException">The model answered with something that cannot be used.</exception>
    /// <exception cref="ModelBackendException">The model could not be reached.</exception>
    ValueTask<float[]> ScoreAsync(string query, IReadOnlyList<string> documents, CancellationToken cancellationToken);
}
