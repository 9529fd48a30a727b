using System.Numerics.Tensors;
using AgentGrains.Inference.Batching;
using AgentGrains.Inference.Metrics;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Pool;

/// <summary>
/// One model of one silo and everybody who asks it: cached, shared while under way, batched, charged to its tenant. Answers are those of
/// the backend asked text by text.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class EmbeddingPool : IAsyncDisposable
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _backend;
    private readonly IInferenceBudget _budget;
    private readonly MicroBatcher<string, float[]> _batcher;
    private readonly VectorCache _cache;
    private readonly PoolMetrics _metrics = new("embedding");
    private int _dimension;

    /// <summary>Makes the pool of a model that says its id in its metadata.</summary>
    /// <exception cref="InvalidOperationException">The model does not say its id.</exception>
    public EmbeddingPool(IEmbeddingGenerator<string, Embedding<float>> backend, InferencePoolOptions options, IInferenceBudget budget, TimeProvider clock)
    {
        (_backend, _budget) = (backend, budget);
        ModelId = EmbeddingModelId.Of(backend, out _dimension);
        var traits = backend.GetService(typeof(BackendTraits)) as BackendTraits ?? new BackendTraits();
        IsImmediate = traits.IsImmediate;
        Lanes = options.Lanes > 0 ? options.Lanes : traits.Lanes;
        var most = traits.MaxBatch > 0 ? Math.Min(traits.MaxBatch, options.MaxBatch) : options.MaxBatch;
        _cache = new VectorCache(options.CacheBytes);
        _batcher = new MicroBatcher<string, float[]>(
            new BatchWork<string, float[]> { Name = "embedding", RunAsync = GenerateAsync, Check = Check, IsOfContent = IsOfContent },
            options with { MaxBatch = most }, Lanes, clock);
    }

    /// <summary>Names the vector space.</summary>
    public string ModelId { get; }

    /// <summary>Local calls go straight to the backend.</summary>
    public bool IsImmediate { get; }

    /// <summary>Batches that run at once.</summary>
    public int Lanes { get; }

    /// <summary>Components of a vector; 0 until it is known.</summary>
    public int Dimension => _dimension;

    /// <summary>Texts that wait.</summary>
    public int Queued => _batcher.Queued;

    /// <summary>Embeds texts; one vector each, in order. Nobody may write to the vectors.</summary>
    public async ValueTask<float[][]> EmbedAsync(PoolCall call, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        if (IsImmediate)
            return await EmbedAtOnceAsync(call, texts, cancellationToken).ConfigureAwait(false);
        var vectors = new float[texts.Count][];
        var missing = new List<int>(texts.Count);
        var work = new List<PoolWork<string>>(texts.Count);
        var tokens = 0L;
        for (var i = 0; i < texts.Count; i++)
        {
            var key = ContentKey.Of(call.Tenant, texts[i]);
            if (_cache.IsOn && _cache.TryGet(key, out var known))
            {
                vectors[i] = known;
                continue;
            }

            var length = LengthBuckets.EstimateTokens(texts[i]);
            work.Add(new PoolWork<string>(texts[i], length, key));
            missing.Add(i);
            tokens += length;
        }

        if (missing.Count < texts.Count)
            _metrics.Cached(texts.Count - missing.Count);
        if (missing.Count == 0)
            return vectors;
        await _budget.SpendAsync(call.Tenant, InferenceKind.Embedding, Math.Max(1, tokens), cancellationToken).ConfigureAwait(false);
        var made = await _batcher.RunAsync(call, work, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < made.Length; i++)
        {
            vectors[missing[i]] = made[i];
            if (_cache.IsOn)
                _cache.Put(work[i].Key!.Value, made[i]);
        }

        return vectors;
    }

    /// <summary>Refuses new work; what is queued still ends.</summary>
    public void Close() => _ = _batcher.DrainAsync();

    /// <summary>Lets what is queued end, then disposes the backend.</summary>
    public async ValueTask DisposeAsync()
    {
        await _batcher.DisposeAsync().ConfigureAwait(false);
        _backend.Dispose();
    }

    private async Task<float[][]> EmbedAtOnceAsync(PoolCall call, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var vectors = await GenerateAsync(texts, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < vectors.Length; i++)
        {
            if (Check(texts[i], vectors[i]) is { } wrong)
                throw wrong;
        }

        return vectors;
    }

    private async Task<float[][]> GenerateAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var made = await _backend.GenerateAsync(texts, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (made.Count != texts.Count)
            throw new ModelOutputException("embedding", $"Model '{ModelId}' answered {texts.Count} texts with {made.Count} vectors.");
        var vectors = new float[made.Count][];
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = made[i].Vector.ToArray();
        return vectors;
    }

    private ModelOutputException? Check(string text, float[] vector)
    {
        if (!float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(vector)))
            return new ModelOutputException("embedding", $"Model '{ModelId}' made a vector with a component that is not finite.");
        var dimension = Interlocked.CompareExchange(ref _dimension, vector.Length, 0);
        return dimension == 0 || dimension == vector.Length
            ? null
            : new ModelOutputException("embedding", $"Model '{ModelId}' made a vector of {vector.Length} dimensions; it makes {dimension}.");
    }

    /// <summary>Whether what failed is the text's fault, or the answer's, rather than the backend's being away.</summary>
    internal static bool IsOfContent(Exception failure) =>
        failure is ModelOutputException or InvalidMemoryException or ModelBackendException { Fault: BackendFault.RefusedInput };
}
