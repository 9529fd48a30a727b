using Microsoft.Extensions.AI;

namespace AgentGrains.Runtime.Inference;

/// <summary>The silo's embedding generator: every call goes to the pool, under the tenant of its context.</summary>
/// <remarks>Thread-safe. A call with options of its own (another model or dimension) goes straight to the backend.</remarks>
internal sealed class PooledEmbeddingGenerator(EmbeddingModels models) : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var model = models.Current;
        if (options is not null)
            return await model.Backend.GenerateAsync(values, options, cancellationToken);
        var texts = values as IReadOnlyList<string> ?? [.. values];
        var vectors = await model.EmbedAsync(texts, isBackground: false, cancellationToken);
        var made = new GeneratedEmbeddings<Embedding<float>>(vectors.Length);
        foreach (var vector in vectors)
            made.Add(new Embedding<float>(vector) { ModelId = model.Id });
        return made;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : models.Current.Backend.GetService(serviceType, serviceKey);
    }

    public void Dispose()
    {
        // The models are disposed with the silo.
    }
}
