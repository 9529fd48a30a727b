using AgentGrains.Engine.Vectors;
using AgentGrains.Inference.Batching;
using AgentGrains.Inference.Pool;
using AgentGrains.Runtime.Inference;
using Microsoft.Extensions.AI;

namespace AgentGrains.Runtime.Memory;

/// <summary>One embedding model: where its work is done, and the id that its vectors are stored under. It never becomes another model.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class EmbeddingModel(EmbeddingPool pool, IEmbeddingGenerator<string, Embedding<float>> backend, RemotePools remote, VectorOptions vectors)
{
    /// <summary>This silo's pool of the model.</summary>
    public EmbeddingPool Pool { get; } = pool;

    public IEmbeddingGenerator<string, Embedding<float>> Backend { get; } = backend;

    /// <summary>Names the vector space.</summary>
    public string Id => Pool.ModelId;

    /// <summary>A vector as it is stored. A text without direction (no word the model knows) gets one of dimension 0, so that it is not asked again.</summary>
    /// <exception cref="InvalidMemoryException">A component is not finite.</exception>
    public StoredVector Store(float[] vector) => VectorCodec.HasDirection(vector)
        ? vectors.OriginalBits == 32 ? VectorCodec.Keep(vector, Id) : VectorCodec.Quantize(vector, Id)
        : new StoredVector(Id, 0, 8, 0, []);

    /// <summary>Embeds texts where the device is; one vector of the model's dimension per text. Nobody may write to the vectors.</summary>
    /// <exception cref="ModelOutputException">The model answered with the wrong number of vectors, or a bad one.</exception>
    /// <exception cref="ModelBackendException">The model could not be reached.</exception>
    /// <exception cref="LimitExceededException">The tenant has spent or queued what it may.</exception>
    public async ValueTask<float[][]> EmbedAsync(IReadOnlyList<string> texts, bool isBackground, CancellationToken cancellationToken)
    {
        if (!Pool.IsImmediate && remote.IsElsewhere(Id))
        {
            var packed = await remote.Embedding.TryAsync(
                static (state, token) => state.Grains.GetGrain<IEmbeddingPoolGrain>(state.Id).EmbedAsync(state.Asked, token),
                (remote.Grains, Id, Asked: new PooledTexts([.. texts], isBackground, remote.Embedding.Patience)), cancellationToken);
            if (packed is not null)
                return VectorPacking.Unpack(packed, texts.Count);
        }

        return await Pool.EmbedAsync(new PoolCall(PoolTenant.Current, isBackground), texts, cancellationToken);
    }
}
