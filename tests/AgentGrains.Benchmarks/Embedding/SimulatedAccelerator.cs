using System.Globalization;
using AgentGrains.Inference;
using AgentGrains.Inference.Batching;
using Microsoft.Extensions.AI;

namespace AgentGrains.Benchmarks.Embedding;

/// <summary>
/// A device that takes so long per batch and so long per padded token, and keeps no processor busy meanwhile: what the pool does is seen
/// without the model's work beside it. Its vectors mean nothing.
/// </summary>
internal sealed class SimulatedAccelerator(double batchMs, double tokenUs, int lanes) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>What <c>--embedder</c> calls it: device:BATCHMS,TOKENUS,LANES.</summary>
    public const string Name = "device:";

    private readonly EmbeddingGeneratorMetadata _metadata = new("device", null, string.Create(CultureInfo.InvariantCulture, $"simulated-{batchMs}-{tokenUs}"), 8);
    private readonly SemaphoreSlim _lanes = new(lanes);

    /// <summary>Reads a name.</summary>
    /// <exception cref="BenchmarkInputException">It is no such name.</exception>
    public static SimulatedAccelerator Parse(string name)
    {
        var parts = name[Name.Length..].Split(',');
        if (parts.Length == 3 && double.TryParse(parts[0], CultureInfo.InvariantCulture, out var batch) && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var token)
            && int.TryParse(parts[2], CultureInfo.InvariantCulture, out var many) && batch >= 0 && token >= 0 && many > 0)
        {
            return new SimulatedAccelerator(batch, token, many);
        }

        throw new BenchmarkInputException($"'{name}' is no simulated device; write {Name}BATCHMS,TOKENUS,LANES, such as {Name}8,4,1.");
    }

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        await _lanes.WaitAsync(cancellationToken);
        try
        {
            var padded = texts.Count * texts.Max(LengthBuckets.EstimateTokens);
            await Task.Delay(TimeSpan.FromMilliseconds(batchMs + tokenUs * padded / 1000), TimeProvider.System, cancellationToken);
        }
        finally
        {
            _lanes.Release();
        }

        return new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(new float[] { 1, text.Length, 0, 0, 0, 0, 0, 0 })));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
        : serviceType == typeof(BackendTraits) ? new BackendTraits { Lanes = lanes }
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => _lanes.Dispose();
}
