using AgentGrains.Benchmarks.Embedding;
using AgentGrains.Hosting;
using AgentGrains.Inference.Embedding;
using AgentGrains.Inference.Http;
using AgentGrains.Onnx;
using Microsoft.Extensions.AI;

namespace AgentGrains.Benchmarks;

/// <summary>The embedder that <c>--embedder</c> names.</summary>
internal static class EmbedderChoice
{
    /// <summary>What may be named.</summary>
    public const string Known = "hashing, model2vec:DIR, onnx:DIR, onnx-int8:DIR, onnx-cuda:DIR (built with -p:Cuda=true), device:BATCHMS,TOKENUS,LANES (simulated), or openai:URL[#MODEL] (also tei:, ollama:, azure:; the key from AGENTGRAINS_MODEL_KEY)";

    private const string Model2Vec = "model2vec:";
    private const string Onnx = "onnx:";
    private const string OnnxInt8 = "onnx-int8:";
    private const string OnnxCuda = "onnx-cuda:";

    /// <param name="name">One of <see cref="Known"/>; null for none.</param>
    /// <param name="maxBatch">Most texts of a request to an HTTP endpoint.</param>
    public static Action<AgentGrainsBuilder>? Configure(string? name, int maxBatch = 64) => name switch
    {
        null or "none" => null,
        "hashing" => grains => grains.UseHashingEmbedder(),
        _ when name.StartsWith(Model2Vec, StringComparison.Ordinal) => grains => grains.UseModel2Vec(name[Model2Vec.Length..]),
        _ when name.StartsWith(SimulatedAccelerator.Name, StringComparison.Ordinal) => grains => grains.UseEmbedder(_ => SimulatedAccelerator.Parse(name)),
        _ when Transformer(name) is { } options => grains => grains.UseEmbedder(_ => new OnnxEmbeddingGenerator(options)),
        _ when Http(name) is { } options => grains => grains.UseHttpEmbedder(options with { MaxBatch = maxBatch }),
        _ => throw Unknown(name),
    };

    public static IEmbeddingGenerator<string, Embedding<float>> Make(string name) => name switch
    {
        "hashing" => new HashingEmbeddingGenerator(),
        _ when name.StartsWith(Model2Vec, StringComparison.Ordinal) => new Model2VecEmbeddingGenerator(name[Model2Vec.Length..]),
        _ when name.StartsWith(SimulatedAccelerator.Name, StringComparison.Ordinal) => SimulatedAccelerator.Parse(name),
        _ when Transformer(name) is { } options => new OnnxEmbeddingGenerator(options),
        _ when Http(name) is { } options => new HttpEmbeddingGenerator(options),
        _ => throw Unknown(name),
    };

    private static OnnxModelOptions? Transformer(string name) =>
        name.StartsWith(Onnx, StringComparison.Ordinal) ? new OnnxModelOptions { Folder = name[Onnx.Length..] }
        : name.StartsWith(OnnxInt8, StringComparison.Ordinal) ? new OnnxModelOptions { Folder = name[OnnxInt8.Length..], PreferInt8 = true }
        : name.StartsWith(OnnxCuda, StringComparison.Ordinal) ? new OnnxModelOptions { Folder = name[OnnxCuda.Length..], Device = OnnxDevice.Cuda }
        : null;

    private static HttpModelOptions? Http(string name)
    {
        foreach (var shape in Enum.GetValues<HttpModelShape>())
        {
            var prefix = $"{shape}:";
            if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            if (!Uri.TryCreate(name[prefix.Length..], UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new BenchmarkInputException($"'{name[prefix.Length..]}' is not an http address; write {prefix}http://127.0.0.1:8000#MODEL.");
            return new HttpModelOptions { Endpoint = new Uri(address.GetLeftPart(UriPartial.Query)), Model = address.Fragment is { Length: > 1 } model ? model[1..] : "default", Shape = shape };
        }

        return null;
    }

    private static BenchmarkInputException Unknown(string name) =>
        new($"Embedder '{name}' is not known here; this build has: none, {Known}.");
}
