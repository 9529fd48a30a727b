using System.Collections.Immutable;

namespace AgentGrains.Runtime.Inference;

/// <summary>
/// A model that every tenant uses: the one kind of grain whose key does not begin with a tenant. It keeps nothing of anybody, and takes the
/// tenant from the verified context of the call, never from a field (decision 10).
/// </summary>
[Alias("agentgrains.IModelPool")]
internal interface IModelPool : IGrainWithStringKey;

/// <summary>A silo's embedding pool, for the other silos. The key is the model's id.</summary>
[Alias("agentgrains.IEmbeddingPoolGrain")]
internal interface IEmbeddingPoolGrain : IModelPool
{
    /// <summary>Embeds texts; one vector each, in order.</summary>
    /// <exception cref="TenantMismatchException">The call carries no tenant.</exception>
    /// <exception cref="ModelBackendException">The silo does not serve this model, or its backend failed.</exception>
    [Alias("Embed")]
    ValueTask<PooledVectors> EmbedAsync(PooledTexts texts, CancellationToken cancellationToken);
}

/// <summary>A silo's reranker, for the other silos. The key is the model's id.</summary>
[Alias("agentgrains.IRerankPoolGrain")]
internal interface IRerankPoolGrain : IModelPool
{
    /// <summary>Scores documents; one each, in order.</summary>
    [Alias("Score")]
    ValueTask<ImmutableArray<float>> ScoreAsync(PooledDocuments documents, CancellationToken cancellationToken);
}

/// <summary>A silo's chat model, for the other silos. The key is the model's id.</summary>
[Alias("agentgrains.IChatPoolGrain")]
internal interface IChatPoolGrain : IModelPool
{
    /// <summary>Answers: a chat response as JSON.</summary>
    [Alias("Answer")]
    ValueTask<byte[]> AnswerAsync(PooledChat chat, CancellationToken cancellationToken);
}

/// <summary>Texts to embed.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.PooledTexts")]
internal sealed record PooledTexts([property: Id(0)] ImmutableArray<string> Texts, [property: Id(1)] bool IsBackground, [property: Id(2)] TimeSpan Patience);

/// <summary>Vectors of one dimension, one after the other, as little-endian floats.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.PooledVectors")]
internal sealed record PooledVectors([property: Id(0)] int Dimension, [property: Id(1)] byte[] Floats);

/// <summary>Documents to score.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.PooledDocuments")]
internal sealed record PooledDocuments([property: Id(0)] string Query, [property: Id(1)] ImmutableArray<string> Documents, [property: Id(2)] TimeSpan Patience);

/// <summary>Messages and options of a chat, as JSON of Microsoft.Extensions.AI.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.PooledChat")]
internal sealed record PooledChat([property: Id(0)] byte[] Messages, [property: Id(1)] byte[]? Options, [property: Id(2)] TimeSpan Patience);
