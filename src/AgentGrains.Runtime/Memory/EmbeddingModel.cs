using AgentGrains.Engine.Vectors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Memory;

/// <summary>The embedding model of this silo: a generator and the id that its vectors are stored under.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class EmbeddingModel
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly int _bits;
    private int _dimension;

    public EmbeddingModel(IEmbeddingGenerator<string, Embedding<float>> generator, IOptions<VectorOptions> options)
    {
        _bits = options.Value.OriginalBits;
        _generator = generator;
        var metadata = generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        _dimension = metadata?.DefaultModelDimensions ?? 0;
        Id = metadata?.DefaultModelId is { } model
            ? $"{metadata.ProviderName ?? "embedder"}:{model}"
            : throw new InvalidOperationException(
                $"The embedding generator {generator.GetType().Name} does not say its model id (EmbeddingGeneratorMetadata.DefaultModelId); vectors of unknown models must not be stored.");
    }

    /// <summary>Names the vector space.</summary>
    public string Id { get; }

    /// <summary>A vector as it is stored. A text without direction (no word the model knows) gets one of dimension 0, so that it is not asked again.</summary>
    /// <exception cref="InvalidMemoryException">A component is not finite.</exception>
    public StoredVector Store(float[] vector) => VectorCodec.HasDirection(vector)
        ? _bits == 32 ? VectorCodec.Keep(vector, Id) : VectorCodec.Quantize(vector, Id)
        : new StoredVector(Id, 0, 8, 0, []);

    /// <summary>Embeds texts; one vector of the model's dimension per text.</summary>
    /// <exception cref="InvalidMemoryException">The model answered with the wrong number of vectors, or a bad one.</exception>
    public async Task<float[][]> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var made = await _generator.GenerateAsync(texts, cancellationToken: cancellationToken);
        if (made.Count != texts.Count)
            throw new InvalidMemoryException("vector", $"Model '{Id}' answered {texts.Count} texts with {made.Count} vectors.");
        var vectors = new float[made.Count][];
        for (var i = 0; i < vectors.Length; i++)
        {
            var vector = made[i].Vector;
            if (Interlocked.CompareExchange(ref _dimension, vector.Length, 0) is var dimension && dimension != 0 && dimension != vector.Length)
                throw new InvalidMemoryException("vector", $"Model '{Id}' made a vector of {vector.Length} dimensions; it makes {dimension}.");
            vectors[i] = vector.ToArray();
        }

        return vectors;
    }
}
