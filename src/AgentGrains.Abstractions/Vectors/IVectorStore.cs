using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>
/// Keeps the vectors of memories outside the grains (docs/decisions/0026-vector-store.md). The journal stays the truth: everything here can be
/// written again from it, so every call is repeatable and none needs to be durable before the next.
/// </summary>
/// <remarks>
/// Thread-safe. Any exception means that the store is away, and that the same call will be made again; whether a write that failed has happened
/// does not matter. <see cref="InvalidMemoryException"/> means that it never can succeed. A write is seen by whatever is asked after it returned.
/// </remarks>
public interface IVectorStore
{
    /// <summary>Writes vectors. A record has one vector: what is held of it, under this model or another, is replaced.</summary>
    /// <param name="owner">The memory of the records.</param>
    /// <param name="model">Id of the model that made the vectors; vectors of different models never meet.</param>
    /// <param name="points">The vectors, all of one dimension.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InvalidMemoryException">The tenant's vectors of this model have another dimension.</exception>
    ValueTask UpsertAsync(VectorOwner owner, string model, IReadOnlyCollection<VectorPoint> points, CancellationToken cancellationToken);

    /// <summary>Deletes the vectors of records, of whatever model. Ids that are not there are passed over.</summary>
    ValueTask DeleteAsync(VectorOwner owner, IReadOnlyCollection<MemoryId> ids, CancellationToken cancellationToken);

    /// <summary>Deletes all of one memory, its cursors included.</summary>
    ValueTask DeleteMemoryAsync(VectorOwner owner, CancellationToken cancellationToken);

    /// <summary>Deletes all of one tenant.</summary>
    ValueTask DeleteTenantAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Finds the nearest vectors of one memory by cosine, nearest first.</summary>
    /// <param name="owner">The memory.</param>
    /// <param name="model">The model that made <paramref name="vector"/>.</param>
    /// <param name="vector">What to compare with; not all zero.</param>
    /// <param name="limit">Most hits, at least 1.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The hits; fewer than <paramref name="limit"/> only when there are no more.</returns>
    /// <exception cref="InvalidMemoryException">The tenant's vectors of this model have another dimension.</exception>
    ValueTask<ImmutableArray<VectorHit>> SearchAsync(VectorOwner owner, string model, ReadOnlyMemory<float> vector, int limit, CancellationToken cancellationToken);

    /// <summary>Counts the vectors of one memory and model.</summary>
    ValueTask<long> CountAsync(VectorOwner owner, string model, CancellationToken cancellationToken);

    /// <summary>How far a memory's journal has been followed; null when nothing was, or the store has lost it.</summary>
    /// <param name="owner">The memory.</param>
    /// <param name="model">The model.</param>
    /// <param name="part">The chapter, each of which has a journal of its own.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<long?> ReadCursorAsync(VectorOwner owner, string model, int part, CancellationToken cancellationToken);

    /// <summary>Keeps how far a memory's journal has been followed, beside the vectors, so that whoever loses one loses both.</summary>
    /// <remarks>May be passed over while nothing of the tenant was written under the model.</remarks>
    ValueTask WriteCursorAsync(VectorOwner owner, string model, int part, long sequence, CancellationToken cancellationToken);
}

/// <summary>The memory that vectors belong to.</summary>
/// <param name="Scope">Its scope, and with that its tenant.</param>
/// <param name="Memory">Which of the scope's memories.</param>
public sealed record VectorOwner(Scope Scope, MemoryType Memory);

/// <summary>A vector to be kept.</summary>
/// <param name="Id">The record it is of.</param>
/// <param name="Sequence">Where the memory's journal holds it: a hit with another number is of an earlier vector of the record.</param>
/// <param name="Vector">Its components, finite and not all zero. Need not be of length 1.</param>
public readonly record struct VectorPoint(MemoryId Id, long Sequence, ReadOnlyMemory<float> Vector);

/// <summary>A vector that was found.</summary>
/// <param name="Id">The record it is of.</param>
/// <param name="Sequence">As it was written.</param>
/// <param name="Cosine">Cosine with what was searched, -1 to 1.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.VectorHit")]
public readonly record struct VectorHit([property: Id(0)] MemoryId Id, [property: Id(1)] long Sequence, [property: Id(2)] float Cosine);
