using System.Collections.Immutable;
using System.Globalization;
using Google.Protobuf.Collections;
using Grpc.Core;
using Qdrant.Client;
using Qdrant.Client.Grpc;
using static Qdrant.Client.Grpc.Conditions;

namespace AgentGrains.Storage.Qdrant;

/// <summary>
/// Vectors in Qdrant: a collection per tenant and model, payload filters on scope and memory, and a memory's cursors as points that no search asks
/// for (docs/decisions/0026-vector-store.md).
/// </summary>
/// <remarks>Thread-safe. What can succeed when repeated is tried again a few times; any <see cref="RpcException"/> means that the store is away.</remarks>
public sealed partial class QdrantVectorStore : IVectorStore, IDisposable
{
    private const string ScopeField = "scope", MemoryField = "memory", RecordField = "record", SequenceField = "sequence";
    private const string CursorScopeField = "cursor_scope", CursorMemoryField = "cursor_memory";

    private readonly QdrantOptions _options;
    private readonly QdrantClient _client;

    /// <summary>Makes a store; nothing is asked of the server yet.</summary>
    /// <exception cref="ArgumentException">The options cannot be used.</exception>
    public QdrantVectorStore(QdrantOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _client = new QdrantClient(options.Endpoint!, Environment.GetEnvironmentVariable(options.KeyVariable), options.Timeout);
        _calls = MakeCalls(options);
    }

    /// <inheritdoc/>
    public async ValueTask UpsertAsync(VectorOwner owner, string model, IReadOnlyCollection<VectorPoint> points, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count == 0)
            return;
        var collection = Collection(owner, model);
        var dimension = points.First().Vector.Length;
        if (points.Any(point => point.Vector.Length != dimension))
            throw new InvalidMemoryException("vector", $"The vectors of '{owner.Scope.Key}' are of several dimensions.");
        foreach (var batch in points.Chunk(_options.BatchSize))
        {
            List<PointStruct> made = [.. batch.Select(point => Point(owner, point))];
            await WriteAsync(collection, dimension, model, token => _client.UpsertAsync(collection, made, wait: true, cancellationToken: token), cancellationToken).ConfigureAwait(false);
        }

        // A record has one vector: what other models made of it is of an earlier text, or of an earlier model.
        List<PointId> ids = [.. points.Select(point => (PointId)QdrantNames.OfVector(owner, point.Id))];
        foreach (var other in await CollectionsAsync(owner.Scope.Tenant, cancellationToken).ConfigureAwait(false))
        {
            if (other != collection)
                await DeletePointsAsync(other, ids, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(VectorOwner owner, IReadOnlyCollection<MemoryId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count == 0)
            return;
        List<PointId> points = [.. ids.Select(id => (PointId)QdrantNames.OfVector(owner, id))];
        foreach (var collection in await CollectionsAsync(owner.Scope.Tenant, cancellationToken).ConfigureAwait(false))
            await DeletePointsAsync(collection, points, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteMemoryAsync(VectorOwner owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        foreach (var collection in await CollectionsAsync(owner.Scope.Tenant, cancellationToken).ConfigureAwait(false))
        {
            foreach (var filter in new[] { OfVectors(owner), OfCursors(owner) })
                await UnlessGoneAsync(collection, token => _client.DeleteAsync(collection, filter, wait: true, cancellationToken: token), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteTenantAsync(string tenant, CancellationToken cancellationToken)
    {
        foreach (var collection in await CollectionsAsync(tenant, cancellationToken).ConfigureAwait(false))
        {
            await UnlessGoneAsync(collection, token => DropAsync(collection, token), cancellationToken).ConfigureAwait(false);
            _dimensions.TryRemove(collection, out _);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<VectorHit>> SearchAsync(
        VectorOwner owner, string model, ReadOnlyMemory<float> vector, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var collection = Collection(owner, model);
        if (await DimensionAsync(collection, cancellationToken, vector.Length).ConfigureAwait(false) is not { } dimension)
            return [];
        RequireDimension(dimension, vector.Length, model);
        var found = await UnlessGoneAsync(
            collection,
            token => _client.QueryAsync(
                collection, vector.ToArray(), filter: OfVectors(owner), searchParams: new SearchParams { HnswEf = (ulong)Math.Max(128, limit) }, limit: (ulong)limit,
                payloadSelector: Payload(RecordField, SequenceField), cancellationToken: token),
            cancellationToken).ConfigureAwait(false);
        return found is null ? [] : [.. found.Select(static hit => new VectorHit(MemoryId.Parse(hit.Payload[RecordField].StringValue, CultureInfo.InvariantCulture), hit.Payload[SequenceField].IntegerValue, hit.Score))];
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(VectorOwner owner, string model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var collection = Collection(owner, model);
        return await UnlessGoneAsync(
            collection, async token => (long)await _client.CountAsync(collection, OfVectors(owner), exact: true, cancellationToken: token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long?> ReadCursorAsync(VectorOwner owner, string model, int part, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var collection = Collection(owner, model);
        var found = await UnlessGoneAsync(
            collection, token => _client.RetrieveAsync(collection, (PointId)QdrantNames.OfCursor(owner, part), withPayload: true, withVectors: false, cancellationToken: token), cancellationToken).ConfigureAwait(false);
        return found is { Count: > 0 } ? found[0].Payload[SequenceField].IntegerValue : null;
    }

    /// <inheritdoc/>
    public async ValueTask WriteCursorAsync(VectorOwner owner, string model, int part, long sequence, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var collection = Collection(owner, model);
        if (await DimensionAsync(collection, cancellationToken).ConfigureAwait(false) is not { } dimension)
            return;   // nothing was written that it could stand beside
        var cursor = new PointStruct { Id = QdrantNames.OfCursor(owner, part), Vectors = new float[dimension].Select(static (_, at) => at == 0 ? 1f : 0f).ToArray() };
        Add(cursor.Payload, (CursorScopeField, owner.Scope.Key), (CursorMemoryField, (long)owner.Memory), (SequenceField, sequence));
        await UnlessGoneAsync(collection, token => _client.UpsertAsync(collection, [cursor], wait: true, cancellationToken: token), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private string Collection(VectorOwner owner, string model) => QdrantNames.OfCollection(_options.Prefix, owner.Scope.Tenant, model);

    private static Filter OfVectors(VectorOwner owner) => MatchKeyword(ScopeField, owner.Scope.Key) & Match(MemoryField, (long)owner.Memory);

    private static Filter OfCursors(VectorOwner owner) => MatchKeyword(CursorScopeField, owner.Scope.Key) & Match(CursorMemoryField, (long)owner.Memory);

    private static PointStruct Point(VectorOwner owner, VectorPoint point)
    {
        var made = new PointStruct { Id = QdrantNames.OfVector(owner, point.Id), Vectors = point.Vector.ToArray() };
        Add(made.Payload, (ScopeField, owner.Scope.Key), (MemoryField, (long)owner.Memory), (RecordField, point.Id.ToString()), (SequenceField, point.Sequence));
        return made;
    }

    private static void Add(MapField<string, Value> payload, params ReadOnlySpan<(string Field, Value Value)> fields)
    {
        foreach (var (field, value) in fields)
            payload[field] = value;
    }

    private static WithPayloadSelector Payload(params string[] fields)
    {
        var selector = new WithPayloadSelector { Include = new PayloadIncludeSelector() };
        selector.Include.Fields.AddRange(fields);
        return selector;
    }
}
