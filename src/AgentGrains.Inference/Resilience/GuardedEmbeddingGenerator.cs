using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Inference.Resilience;

/// <summary>An embedding generator whose calls are guarded (<see cref="BackendOptions"/>). It never answers with another model's vectors: a call that fails, fails.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class GuardedEmbeddingGenerator : DelegatingEmbeddingGenerator<string, Embedding<float>>
{
    private readonly BackendGuard<GeneratedEmbeddings<Embedding<float>>> _guard;

    /// <summary>Guards a generator.</summary>
    /// <param name="inner">The generator.</param>
    /// <param name="options">How it is called.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Told of every change of state.</param>
    public GuardedEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, BackendOptions options, TimeProvider clock, ILogger logger)
        : this(inner, new BackendGuard<GeneratedEmbeddings<Embedding<float>>>(NameOf(inner), options, clock, logger))
    {
    }

    internal GuardedEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, BackendGuard<GeneratedEmbeddings<Embedding<float>>> guard)
        : base(inner) => _guard = guard;

    /// <inheritdoc/>
    public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var texts = values as IReadOnlyList<string> ?? [.. values];   // enumerated once, however often it is tried
        return _guard.CallAsync(
            static (call, token) => call.Inner.GenerateAsync(call.texts, call.options, token), (Inner: InnerGenerator, texts, options), cancellationToken);
    }

    private static string NameOf(IEmbeddingGenerator<string, Embedding<float>> inner) =>
        inner.GetService(typeof(EmbeddingGeneratorMetadata)) is EmbeddingGeneratorMetadata { DefaultModelId: { } model } metadata
            ? $"{metadata.ProviderName}:{model}" : inner.GetType().Name;
}
