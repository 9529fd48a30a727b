using System.Collections.Immutable;
using AgentGrains.Inference.Batching;
using AgentGrains.Inference.Pool;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Inference;

/// <summary>Lets the other silos use this silo's reranker.</summary>
[StatelessWorker(1), Reentrant, AcceleratorPlacement, GrainType("rerank-pool")]
internal sealed class RerankPoolGrain(RerankPool? pool = null) : Grain, IRerankPoolGrain
{
    public async ValueTask<ImmutableArray<float>> ScoreAsync(PooledDocuments documents, CancellationToken cancellationToken)
    {
        var (tenant, id) = (PoolTenant.Require(), this.GetPrimaryKeyString());
        if (pool is null || pool.ModelId != id)
            throw new ModelBackendException(id, BackendFault.Unreachable, $"This silo does not serve the reranker '{id}'; its own is '{pool?.ModelId ?? "none"}'.");
        return [.. await pool.ScoreAsync(new PoolCall(tenant, Patience: documents.Patience), documents.Query, documents.Documents, cancellationToken)];
    }
}

/// <summary>The silo's reranker: every call goes to the pool, under the tenant of its context.</summary>
internal sealed class PooledReranker(RerankPool pool, RemotePools remote) : IReranker
{
    public string ModelId => pool.ModelId;

    public async ValueTask<float[]> ScoreAsync(string query, IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        if (remote.IsElsewhere(ModelId))
        {
            var asked = new PooledDocuments(query, [.. documents], remote.Rerank.Patience);
            var found = await remote.Rerank.TryAsync(
                static async (state, token) => new Scores(await state.Grains.GetGrain<IRerankPoolGrain>(state.Model).ScoreAsync(state.Asked, token)),
                (remote.Grains, Model: ModelId, Asked: asked), cancellationToken);
            if (found is not null)
                return [.. found.All];
        }

        return await pool.ScoreAsync(new PoolCall(PoolTenant.Current), query, documents, cancellationToken);
    }

    private sealed record Scores(ImmutableArray<float> All);
}
