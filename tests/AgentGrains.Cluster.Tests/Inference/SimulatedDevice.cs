using System.Collections.Concurrent;
using AgentGrains.Inference;
using Microsoft.Extensions.AI;

namespace AgentGrains.Cluster.Tests.Inference;

/// <summary>A device that takes an overhead and so much per text, does one batch at a time, and can die in the middle of one.</summary>
internal sealed class SimulatedDevice(string model = "simulated", double overheadMs = 4, double perTextMs = 0.05) : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata _metadata = new("test", null, model, 4);
    private readonly SemaphoreSlim _busy = new(1);

    /// <summary>Texts it embedded, and how often each.</summary>
    public ConcurrentDictionary<string, int> Texts { get; } = [];

    public ConcurrentBag<int> Batches { get; } = [];

    /// <summary>Texts that it refuses, with all that come with them.</summary>
    public ConcurrentBag<string> Refused { get; } = [];

    /// <summary>A text's vector is known beforehand, so that no answer can be another's.</summary>
    public static float[] VectorOf(string text) => [1, text.Length, text.Sum(letter => letter) % 1009, text.Length == 0 ? 0 : text[^1]];

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        await _busy.WaitAsync(cancellationToken);
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(overheadMs + perTextMs * texts.Count), TimeProvider.System, cancellationToken);
        }
        finally
        {
            _busy.Release();
        }

        Batches.Add(texts.Count);
        if (texts.Any(Refused.Contains))
            throw new ModelBackendException("test", BackendFault.RefusedInput, "The text is refused.");
        texts.ForEach(text => Texts.AddOrUpdate(text, 1, static (_, times) => times + 1));
        return new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(VectorOf(text))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
        : serviceType == typeof(BackendTraits) ? new BackendTraits { Lanes = 1 }
        : serviceType == typeof(SimulatedDevice) ? this : null;

    public void Dispose()
    {
    }
}
