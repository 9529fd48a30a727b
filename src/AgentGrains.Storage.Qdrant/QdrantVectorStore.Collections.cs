using System.Collections.Concurrent;
using Grpc.Core;
using Polly;
using Polly.Retry;
using Qdrant.Client.Grpc;

namespace AgentGrains.Storage.Qdrant;

/// <summary>Collections: made with their first vector, gone with their tenant, whoever does it. And what is tried again.</summary>
public sealed partial class QdrantVectorStore
{
    private readonly ConcurrentDictionary<string, int> _dimensions = [];   // of the collections that are known
    private readonly ResiliencePipeline _calls;

    private static ResiliencePipeline MakeCalls(QdrantOptions options)
    {
        var calls = new ResiliencePipelineBuilder();
        if (options.Retries > 0)
        {
            calls.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                Delay = TimeSpan.FromMilliseconds(50),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<RpcException>(static failure => failure.StatusCode is
                    StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted or StatusCode.ResourceExhausted or StatusCode.Internal),
            });
        }

        return calls.Build();
    }

    private async ValueTask<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        await _calls.ExecuteAsync(async token => await call(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    // The default of what it returns when the collection is not there.
    private async ValueTask<T?> UnlessGoneAsync<T>(string collection, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException gone) when (gone.StatusCode == StatusCode.NotFound)
        {
            _dimensions.TryRemove(collection, out _);
            return default;
        }
    }

    // Another silo may have deleted the collection, with its tenant, since it was last seen: then it is made anew.
    private async ValueTask WriteAsync(string collection, int dimension, string model, Func<CancellationToken, Task<UpdateResult>> write, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            await EnsureAsync(collection, dimension, model, cancellationToken).ConfigureAwait(false);
            if (await UnlessGoneAsync(collection, write, cancellationToken).ConfigureAwait(false) is not null)
                return;
            if (!isFirst)
                throw new RpcException(new Status(StatusCode.Aborted, $"Collection '{collection}' was deleted while it was written to."));
        }
    }

    private async ValueTask EnsureAsync(string collection, int dimension, string model, CancellationToken cancellationToken)
    {
        if (await DimensionAsync(collection, cancellationToken, dimension).ConfigureAwait(false) is not { } known)
        {
            known = dimension;
            try
            {
                await CallAsync<object?>(
                    async token =>
                    {
                        await _client.CreateCollectionAsync(collection, new VectorParams { Size = (ulong)dimension, Distance = Distance.Cosine }, cancellationToken: token).ConfigureAwait(false);
                        return null;
                    },
                    cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException made) when (made.StatusCode is StatusCode.AlreadyExists or StatusCode.InvalidArgument)
            {
                // Another silo made it just now, perhaps of another dimension.
                if (await DimensionAsync(collection, cancellationToken).ConfigureAwait(false) is not { } theirs)
                    throw;
                known = theirs;
            }

            // Repeatable, so also by who came second: the first may have stopped in between.
            foreach (var (field, type) in new[] { (ScopeField, PayloadSchemaType.Keyword), (MemoryField, PayloadSchemaType.Integer) })
                await CallAsync(token => _client.CreatePayloadIndexAsync(collection, field, type, wait: true, cancellationToken: token), cancellationToken).ConfigureAwait(false);
            _dimensions[collection] = known;
        }

        RequireDimension(known, dimension, model);
    }

    // None when there is no such collection. One that is not as expected may have been deleted and made anew since it was last seen.
    private async ValueTask<int?> DimensionAsync(string collection, CancellationToken cancellationToken, int? expected = null)
    {
        if (_dimensions.TryGetValue(collection, out var known) && known == (expected ?? known))
            return known;
        var info = await UnlessGoneAsync(collection, token => _client.GetCollectionInfoAsync(collection, token), cancellationToken).ConfigureAwait(false);
        if (info is null)
            return null;
        var dimension = (int)info.Config.Params.VectorsConfig.Params.Size;
        _dimensions[collection] = dimension;
        return dimension;
    }

    private static void RequireDimension(int known, int dimension, string model)
    {
        if (known != dimension)
            throw new InvalidMemoryException("vector", $"The tenant's vectors of model '{model}' have {known} components, these have {dimension}; give a model that has changed another name.");
    }

    private async ValueTask<List<string>> CollectionsAsync(string tenant, CancellationToken cancellationToken)
    {
        var begins = QdrantNames.OfTenant(_options.Prefix, tenant);
        var all = await CallAsync(token => _client.ListCollectionsAsync(token), cancellationToken).ConfigureAwait(false);
        return [.. all.Where(name => name.StartsWith(begins, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private async Task<bool> DropAsync(string collection, CancellationToken cancellationToken)
    {
        await _client.DeleteCollectionAsync(collection, cancellationToken: cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask DeletePointsAsync(string collection, List<PointId> ids, CancellationToken cancellationToken)
    {
        foreach (var batch in ids.Chunk(_options.BatchSize))
            await UnlessGoneAsync(collection, token => _client.DeleteAsync(collection, batch, wait: true, cancellationToken: token), cancellationToken).ConfigureAwait(false);
    }
}
