using Microsoft.Extensions.AI;

namespace AgentGrains.Cluster.Tests.Vectors.Offload;

/// <summary>A model that knows which words mean the same: a direction for every meaning, and a little of one for every word.</summary>
internal sealed class MeaningEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    public const string Id = "test:meaning";   // provider and model
    private const int Dimension = 48;

    private static readonly string[][] Meanings =
        [["kettle", "teapot"], ["lamp", "lantern"], ["violin", "fiddle"], ["garden", "orchard"], ["bicycle", "bike"], ["letter", "envelope"], ["harbour", "port"]];

    private readonly EmbeddingGeneratorMetadata _metadata = new("test", null, "meaning", Dimension);

    public static float[] Embed(string text)
    {
        var vector = new float[Dimension];
        foreach (var word in text.ToLowerInvariant().Split([' ', '?', '.', ',', ':'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (Array.FindIndex(Meanings, words => words.Contains(word)) is >= 0 and var meaning)
                vector[meaning] += 1;
            var hash = word.Aggregate(2_166_136_261u, static (hash, letter) => (hash ^ letter) * 16_777_619);
            vector[Meanings.Length + (int)(hash % (Dimension - Meanings.Length))] += 0.2f;
        }

        return vector;
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(static text => new Embedding<float>(Embed(text)))));

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata : null;

    public void Dispose()
    {
    }
}
