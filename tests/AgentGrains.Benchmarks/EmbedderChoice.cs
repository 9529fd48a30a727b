using AgentGrains.Hosting;
using AgentGrains.Inference.Embedding;
using Microsoft.Extensions.AI;

namespace AgentGrains.Benchmarks;

/// <summary>The embedder that <c>--embedder</c> names: none, hashing, or model2vec:DIR.</summary>
internal static class EmbedderChoice
{
    private const string Model2Vec = "model2vec:";

    public static Action<AgentGrainsBuilder>? Configure(string? name) => name switch
    {
        null or "none" => null,
        "hashing" => grains => grains.UseHashingEmbedder(),
        _ when name.StartsWith(Model2Vec, StringComparison.Ordinal) => grains => grains.UseModel2Vec(name[Model2Vec.Length..]),
        _ => throw Unknown(name),
    };

    public static IEmbeddingGenerator<string, Embedding<float>> Make(string name) => name switch
    {
        "hashing" => new HashingEmbeddingGenerator(),
        _ when name.StartsWith(Model2Vec, StringComparison.Ordinal) => new Model2VecEmbeddingGenerator(name[Model2Vec.Length..]),
        _ => throw Unknown(name),
    };

    private static BenchmarkInputException Unknown(string name) =>
        new($"Embedder '{name}' is not known here; this build has: none, hashing, model2vec:DIR.");
}
