using AgentGrains.Inference.Batching;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Inference;

/// <summary>Lets the other silos use this silo's device: their texts are batched together with everybody's.</summary>
// Holds no state of its own: the silo's pool does, and any number of requests wait for it in one activation.
[StatelessWorker(1), Reentrant, AcceleratorPlacement, GrainType("embedding-pool")]
internal sealed class EmbeddingPoolGrain(EmbeddingModels? models = null) : Grain, IEmbeddingPoolGrain
{
    public async ValueTask<PooledVectors> EmbedAsync(PooledTexts texts, CancellationToken cancellationToken)
    {
        var tenant = PoolTenant.Require();
        var id = this.GetPrimaryKeyString();
        if (models?.Serving(id) is not { } model)
            throw new ModelBackendException(id, BackendFault.Unreachable, $"This silo does not serve the model '{id}'; its own model is '{models?.CurrentId ?? "none"}'.");
        var call = new PoolCall(tenant, texts.IsBackground, texts.Patience);
        return VectorPacking.Pack(await model.Pool.EmbedAsync(call, texts.Texts, cancellationToken));
    }
}
