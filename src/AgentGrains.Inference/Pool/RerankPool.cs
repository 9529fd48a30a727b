using AgentGrains.Inference.Batching;

namespace AgentGrains.Inference.Pool;

/// <summary>One reranker of one silo and everybody who asks it: batched by length, fairly, charged to its tenant.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RerankPool : IAsyncDisposable, IDisposable
{
    private readonly IReranker _backend;
    private readonly IInferenceBudget _budget;
    private readonly MicroBatcher<(string Query, string Document), float> _batcher;

    public RerankPool(IReranker backend, InferencePoolOptions options, IInferenceBudget budget, TimeProvider clock)
    {
        (_backend, _budget) = (backend, budget);
        var traits = (backend as IServiceProvider)?.GetService(typeof(BackendTraits)) as BackendTraits ?? new BackendTraits();
        var most = traits.MaxBatch > 0 ? Math.Min(traits.MaxBatch, options.MaxBatch) : options.MaxBatch;
        _batcher = new MicroBatcher<(string, string), float>(
            new BatchWork<(string, string), float> { Name = "rerank", RunAsync = ScoreAsync, Check = Check, IsOfContent = EmbeddingPool.IsOfContent },
            options with { MaxBatch = most }, options.Lanes > 0 ? options.Lanes : traits.Lanes, clock);
    }

    public string ModelId => _backend.ModelId;

    /// <summary>Scores documents; one each, in order.</summary>
    public async Task<float[]> ScoreAsync(PoolCall call, string query, IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        var asked = LengthBuckets.EstimateTokens(query);
        var work = new PoolWork<(string, string)>[documents.Count];
        var tokens = 0L;
        for (var i = 0; i < work.Length; i++)
        {
            work[i] = new((query, documents[i]), asked + LengthBuckets.EstimateTokens(documents[i]));
            tokens += work[i].Length;
        }

        if (work.Length > 0)
            await _budget.SpendAsync(call.Tenant, InferenceKind.Rerank, Math.Max(1, tokens), cancellationToken).ConfigureAwait(false);
        return await _batcher.RunAsync(call, work, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _batcher.DisposeAsync();

    public void Dispose() => _ = _batcher.DrainAsync();

    // A reranker reads one query at a time.
    private async Task<float[]> ScoreAsync(IReadOnlyList<(string Query, string Document)> pairs, CancellationToken cancellationToken)
    {
        var scores = new float[pairs.Count];
        foreach (var asked in Enumerable.Range(0, pairs.Count).GroupBy(i => pairs[i].Query))
        {
            var places = asked.ToArray();
            var found = await _backend.ScoreAsync(asked.Key, Array.ConvertAll(places, i => pairs[i].Document), cancellationToken).ConfigureAwait(false);
            if (found.Length != places.Length)
                throw new ModelOutputException("rerank", $"Model '{ModelId}' answered {places.Length} documents with {found.Length} scores.");
            for (var i = 0; i < places.Length; i++)
                scores[places[i]] = found[i];
        }

        return scores;
    }

    private ModelOutputException? Check((string Query, string Document) pair, float score) => float.IsFinite(score)
        ? null
        : new ModelOutputException("rerank", $"Model '{ModelId}' gave a score that is not finite.");
}
