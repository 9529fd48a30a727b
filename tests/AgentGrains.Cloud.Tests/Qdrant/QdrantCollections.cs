using System.Numerics.Tensors;
using Google.Protobuf;
using Grpc.Core;
using Qdrant.Client.Grpc;

namespace AgentGrains.Cloud.Tests.Qdrant;

/// <summary>Collections with points, payloads, filters and cosines, as Qdrant answers for them.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class QdrantCollections
{
    private readonly Dictionary<string, (int Dimension, Dictionary<string, PointStruct> Points)> _collections = [];
    private readonly Lock _lock = new();

    public IReadOnlyCollection<string> Names
    {
        get
        {
            lock (_lock)
                return [.. _collections.Keys];
        }
    }

    public IMessage Create(CreateCollection request) => Locked(() =>
    {
        if (_collections.ContainsKey(request.CollectionName))
            throw Refused(StatusCode.AlreadyExists, $"Collection `{request.CollectionName}` already exists!");
        if (request.VectorsConfig.Params.Distance != Distance.Cosine)
            throw Refused(StatusCode.Unimplemented, "Only cosines are known here.");
        _collections[request.CollectionName] = ((int)request.VectorsConfig.Params.Size, []);
        return new CollectionOperationResponse { Result = true };
    });

    // Deleting what is not there is no error, and says so.
    public IMessage Delete(DeleteCollection request) => Locked(() => new CollectionOperationResponse { Result = _collections.Remove(request.CollectionName) });

    public IMessage List(ListCollectionsRequest request) => Locked(() =>
    {
        var answer = new ListCollectionsResponse();
        answer.Collections.AddRange(_collections.Keys.Select(name => new CollectionDescription { Name = name }));
        return answer;
    });

    public IMessage Get(GetCollectionInfoRequest request) => Locked(() =>
    {
        var parameters = new VectorParams { Size = (ulong)Of(request.CollectionName).Dimension, Distance = Distance.Cosine };
        return new GetCollectionInfoResponse
        {
            Result = new CollectionInfo { Status = CollectionStatus.Green, Config = new CollectionConfig { Params = new CollectionParams { VectorsConfig = new VectorsConfig { Params = parameters } } } },
        };
    });

    public IMessage Index(CreateFieldIndexCollection request) => Locked(() =>
    {
        Of(request.CollectionName);
        return Done();
    });

    public IMessage Upsert(UpsertPoints request) => Locked(() =>
    {
        var (dimension, points) = Of(request.CollectionName);
        if (request.Points.FirstOrDefault(point => Dense(point.Vectors.Vector).Length != dimension) is not null)
            throw Refused(StatusCode.InvalidArgument, $"Wrong input: Vector dimension error: expected dim: {dimension}");
        foreach (var point in request.Points)
            points[point.Id.Uuid] = point;
        return Done();
    });

    public IMessage DeletePoints(DeletePoints request) => Locked(() =>
    {
        var points = Of(request.CollectionName).Points;
        var gone = request.Points.Filter is { } filter
            ? points.Where(point => Matches(point.Value, filter)).Select(point => point.Key).ToList()
            : [.. request.Points.Points.Ids.Select(id => id.Uuid)];
        foreach (var id in gone)
            points.Remove(id);
        return Done();
    });

    public IMessage Query(QueryPoints request) => Locked(() =>
    {
        var (dimension, points) = Of(request.CollectionName);
        var asked = request.Query.Nearest.Dense.Data.ToArray();
        if (asked.Length != dimension)
            throw Refused(StatusCode.InvalidArgument, $"Wrong input: Vector dimension error: expected dim: {dimension}, got {asked.Length}");
        var answer = new QueryResponse();
        answer.Result.AddRange(points.Values.Where(point => Matches(point, request.Filter))
            .Select(point => Scored(point, TensorPrimitives.CosineSimilarity<float>(asked, Dense(point.Vectors.Vector)), request.WithPayload))
            .OrderByDescending(point => point.Score).Take((int)request.Limit));
        return answer;
    });

    public IMessage Count(CountPoints request) => Locked(() =>
        new CountResponse { Result = new CountResult { Count = (ulong)Of(request.CollectionName).Points.Values.Count(point => Matches(point, request.Filter)) } });

    public IMessage Retrieve(GetPoints request) => Locked(() =>
    {
        var points = Of(request.CollectionName).Points;
        var answer = new GetResponse();
        foreach (var id in request.Ids)
        {
            if (!points.TryGetValue(id.Uuid, out var point))
                continue;
            var found = new RetrievedPoint { Id = point.Id };
            found.Payload.Add(point.Payload);
            answer.Result.Add(found);
        }

        return answer;
    });

    private IMessage Locked(Func<IMessage> answer)
    {
        lock (_lock)
            return answer();
    }

    private (int Dimension, Dictionary<string, PointStruct> Points) Of(string name) =>
        _collections.TryGetValue(name, out var collection) ? collection : throw Refused(StatusCode.NotFound, $"Not found: Collection `{name}` doesn't exist!");

    private static ScoredPoint Scored(PointStruct point, float score, WithPayloadSelector payload)
    {
        var scored = new ScoredPoint { Id = point.Id, Score = score };
        foreach (var field in payload?.Include?.Fields ?? [])
            scored.Payload[field] = point.Payload[field];
        return scored;
    }

    private static float[] Dense(Vector vector) => vector.Dense is { } dense ? [.. dense.Data] : throw Refused(StatusCode.InvalidArgument, "Only dense vectors are known here.");

    // A point without the field does not match; what is not known here must not pass unseen.
    private static bool Matches(PointStruct point, Filter? filter)
    {
        if (filter is null)
            return true;
        if (filter.Should.Count + filter.MustNot.Count > 0)
            throw Refused(StatusCode.Unimplemented, "Only what must be is known here.");
        return filter.Must.All(condition => condition.Filter is { } inner ? Matches(point, inner) : point.Payload.TryGetValue(condition.Field.Key, out var value) && condition.Field.Match switch
        {
            { HasKeyword: true, Keyword: var keyword } => value.StringValue == keyword,
            { HasInteger: true, Integer: var integer } => value.IntegerValue == integer,
            _ => throw Refused(StatusCode.Unimplemented, "Only keywords and whole numbers are known here."),
        });
    }

    private static PointsOperationResponse Done() => new() { Result = new UpdateResult { Status = UpdateStatus.Completed } };

    private static RpcException Refused(StatusCode code, string why) => new(new Status(code, why));
}
