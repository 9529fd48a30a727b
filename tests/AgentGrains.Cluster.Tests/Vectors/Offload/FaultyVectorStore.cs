using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace AgentGrains.Cluster.Tests.Vectors.Offload;

/// <summary>A store that can be away, slow, emptied, and held up in the middle of a write; it notes who asked for what.</summary>
internal sealed class FaultyVectorStore : IVectorStore
{
    private volatile IndexVectorStore _inner = new();

    /// <summary>Whether a call, by its name, fails before it has done anything.</summary>
    public Func<string, bool> Fails { get; set; } = static _ => false;

    /// <summary>What a search waits for, whoever stops waiting.</summary>
    public TimeSpan SearchDelay { get; set; }

    /// <summary>What the next upserts wait for before they happen, whoever stops waiting.</summary>
    public TaskCompletionSource? Held { get; set; }

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
        Enter("upsert", owner.Scope.Key);
        if (Held is { } held)
            await held.Task;
        await _inner.UpsertAsync(owner, model, points, cancellationToken);
    }

    public ValueTask DeleteAsync(VectorOwner owner, IReadOnlyCollection<MemoryId> ids, CancellationToken cancellationToken)
    {
        Enter("delete", owner.Scope.Key);
        return _inner.DeleteAsync(owner, ids, cancellationToken);
    }

    public ValueTask DeleteMemoryAsync(VectorOwner owner, CancellationToken cancellationToken)
    {
        Enter("delete-memory", owner.Scope.Key);
        return _inner.DeleteMemoryAsync(owner, cancellationToken);
    }

    public ValueTask DeleteTenantAsync(string tenant, CancellationToken cancellationToken)
    {
        Enter("delete-tenant", tenant);
        return _inner.DeleteTenantAsync(tenant, cancellationToken);
    }

    public async ValueTask<ImmutableArray<VectorHit>> SearchAsync(VectorOwner owner, string model, ReadOnlyMemory<float> vector, int limit, CancellationToken cancellationToken)
    {
        Enter("search", owner.Scope.Key);
        if (SearchDelay > TimeSpan.Zero)
            await Task.Delay(SearchDelay, TimeProvider.System, CancellationToken.None);
        return await _inner.SearchAsync(owner, model, vector, limit, cancellationToken);
    }

    public ValueTask<long> CountAsync(VectorOwner owner, string model, CancellationToken cancellationToken)
    {
        Enter("count", owner.Scope.Key);
        return _inner.CountAsync(owner, model, cancellationToken);
    }

    public ValueTask<long?> ReadCursorAsync(VectorOwner owner, string model, int part, CancellationToken cancellationToken)
    {
        Enter("read-cursor", owner.Scope.Key);
        return _inner.ReadCursorAsync(owner, model, part, cancellationToken);
    }

    public ValueTask WriteCursorAsync(VectorOwner owner, string model, int part, long sequence, CancellationToken cancellationToken)
    {
        Enter("write-cursor", owner.Scope.Key);
        return _inner.WriteCursorAsync(owner, model, part, sequence, cancellationToken);
    }

    private void Enter(string call, string whose)
    {
        Calls.Enqueue((call, whose));
        if (Fails(call))
            throw new IOException($"The store is away: {call}.");
    }
}
