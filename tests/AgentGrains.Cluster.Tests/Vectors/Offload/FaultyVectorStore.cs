using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace AgentGrains.Cluster.Tests.Vectors.Offload;

/// <summary>A store that can be away, slow, emptied, and held up in the middle of a write; it notes who asked for what.</summary>
internal sealed class FaultyVectorStore : IVectorStore
{
    private volatile IndexVectorStore _inner = new();

    /// <summary>Whether a call, by its name, fails before it has done anything.</summary>
    public Func<string, bool> Fails { get; set; } = static _ => false;

    /// <summary>What a call, by its name, waits for before it does anything, whoever stops waiting.</summary>
    public Func<string, Task> Waits { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Calls in order, those that failed too.</summary>
    public ConcurrentQueue<(string Call, string Whose)> Calls { get; } = [];

    /// <summary>The store itself, which never fails.</summary>
    public IVectorStore Inner => _inner;

    public int Count(string call) => Calls.Count(made => made.Call == call);

    public void Empty() => _inner = new IndexVectorStore();

    /// <summary>Everything that it holds of a memory.</summary>
    public async Task<ImmutableArray<VectorHit>> AllAsync(VectorOwner owner) =>
        await Inner.SearchAsync(owner, MeaningEmbedder.Id, MeaningEmbedder.Embed("anything"), 100_000, CancellationToken.None);

    public async ValueTask UpsertAsync(VectorOwner owner, string model, IReadOnlyCollection<VectorPoint> points, CancellationToken cancellationToken)
    {
        await EnterAsync("upsert", owner.Scope.Key);
        await _inner.UpsertAsync(owner, model, points, cancellationToken);
    }

    public async ValueTask DeleteAsync(VectorOwner owner, IReadOnlyCollection<MemoryId> ids, CancellationToken cancellationToken)
    {
        await EnterAsync("delete", owner.Scope.Key);
        await _inner.DeleteAsync(owner, ids, cancellationToken);
    }

    public async ValueTask DeleteMemoryAsync(VectorOwner owner, CancellationToken cancellationToken)
    {
        await EnterAsync("delete-memory", owner.Scope.Key);
        await _inner.DeleteMemoryAsync(owner, cancellationToken);
    }

    public async ValueTask DeleteTenantAsync(string tenant, CancellationToken cancellationToken)
    {
        await EnterAsync("delete-tenant", tenant);
        await _inner.DeleteTenantAsync(tenant, cancellationToken);
    }

    public async ValueTask<ImmutableArray<VectorHit>> SearchAsync(VectorOwner owner, string model, ReadOnlyMemory<float> vector, int limit, CancellationToken cancellationToken)
    {
        await EnterAsync("search", owner.Scope.Key);
        return await _inner.SearchAsync(owner, model, vector, limit, cancellationToken);
    }

    public async ValueTask<long> CountAsync(VectorOwner owner, string model, CancellationToken cancellationToken)
    {
        await EnterAsync("count", owner.Scope.Key);
        return await _inner.CountAsync(owner, model, cancellationToken);
    }

    public async ValueTask<long?> ReadCursorAsync(VectorOwner owner, string model, int part, CancellationToken cancellationToken)
    {
        await EnterAsync("read-cursor", owner.Scope.Key);
        return await _inner.ReadCursorAsync(owner, model, part, cancellationToken);
    }

    public async ValueTask WriteCursorAsync(VectorOwner owner, string model, int part, long sequence, CancellationToken cancellationToken)
    {
        await EnterAsync("write-cursor", owner.Scope.Key);
        await _inner.WriteCursorAsync(owner, model, part, sequence, cancellationToken);
    }

    private async Task EnterAsync(string call, string whose)
    {
        Calls.Enqueue((call, whose));
        await Waits(call);
        if (Fails(call))
            throw new IOException($"The store is away: {call}.");
    }
}
