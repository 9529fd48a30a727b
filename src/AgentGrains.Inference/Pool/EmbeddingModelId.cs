using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Pool;

/// <summary>The id that a model's vectors are stored under: provider and model, as its metadata says.</summary>
internal static class EmbeddingModelId
{
    /// <exception cref="InvalidOperationException">It does not say its model id.</exception>
    public static string Of(IEmbeddingGenerator<string, Embedding<float>> generator, out int dimension)
    {
        var metadata = generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        dimension = metadata?.DefaultModelDimensions ?? 0;
        return metadata?.DefaultModelId is { } model
            ? $"{metadata.ProviderName ?? "embedder"}:{model}"
            : throw new InvalidOperationException(
                $"The embedding generator {generator.GetType().Name} does not say its model id (EmbeddingGeneratorMetadata.DefaultModelId); vectors of unknown models must not be stored.");
    }
}
