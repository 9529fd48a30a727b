using System.Collections.Concurrent;
using AgentGrains.Engine.Vectors;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Embedding;

/// <summary>
/// The embedding model that is always there: it hashes words, word pairs and letter groups (<see cref="HashingEmbedding"/>). It finds
/// spelling variants, not synonyms. A text without any word gets a vector of zeros.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class HashingEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private static readonly BackendTraits Traits = new() { IsImmediate = true };

    private readonly ConcurrentBag<HashingEmbedding> _idle = [];
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>Makes a generator.</summary>
    /// <param name="dimension">Number of components, 16 to 4,096.</param>
    public HashingEmbeddingGenerator(int dimension = HashingEmbedding.DefaultDimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, 4096);
        // No provider name: the id is the same wherever the embedding is made.
        _metadata = new EmbeddingGeneratorMetadata(null, null, HashingEmbedding.ModelId(dimension), dimension);
    }

    /// <inheritdoc/>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!_idle.TryTake(out var hashing))
            hashing = new HashingEmbedding();
        var made = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var value in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var vector = new float[_metadata.DefaultModelDimensions!.Value];
            hashing.TryEmbed(value, vector);
            made.Add(new Embedding<float>(vector) { ModelId = _metadata.DefaultModelId });
        }

        _idle.Add(hashing);
        return Task.FromResult(made);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType == typeof(BackendTraits) ? Traits
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held that needs releasing.
    }
}
