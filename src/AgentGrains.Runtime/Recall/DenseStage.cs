using AgentGrains.Inference.Cascade;
using AgentGrains.Runtime.Inference;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Recall;

/// <summary>
/// Gives a search the question's vector: the embedding model's, or, with a cascade before it, a cheaper one's as long as that finds the same. A
/// model that fails or is late leaves a search by words, and the recall says so.
/// </summary>
/// <remarks>Thread-safe. Without a model it does nothing.</remarks>
internal sealed partial class DenseStage(
    IOptions<RecallOptions> options, TimeProvider clock, ILogger<DenseStage> logger, EmbeddingModels? models = null, QueryCascades? cascades = null)
{
    private readonly RecallOptions _options = options.Value;
    private readonly ILogger _logger = logger;

    /// <summary>Searches memories.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="request">The question.</param>
    /// <param name="search">The search, without a vector.</param>
    /// <param name="ask">Asks the memories: once, or up to three times where there is a cascade.</param>
    /// <param name="remarks">Told when the model was not to be had.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask<FannedOut> SearchAsync(
        string tenant, RecallRequest request, MemorySearch search, Func<MemorySearch, ValueTask<FannedOut>> ask, SortedSet<RecallRemark> remarks,
        CancellationToken cancellationToken)
    {
        if (models?.Current is not { } model || request.Profile == RecallProfile.Precise)
            return await ask(search);
        if (cascades is not null)
            return await CascadeAsync(cascades.Of(tenant, model), cascades.TopK);
        float[]? vector = null;
        try
        {
            vector = (await model.EmbedAsync([request.Query], isBackground: false, cancellationToken).AsTask().WaitAsync(_options.EmbeddingDeadline, clock, cancellationToken))[0];
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Degrade(failure);
        }

        return await ask(vector is null ? search : With(vector));

        async ValueTask<FannedOut> CascadeAsync(EmbeddingCascade cascade, int topK)
        {
            try
            {
                var answer = await cascade.SearchAsync(request.Query, vector => ask(With(vector)), found => FoundMerge.Best(found, topK), cancellationToken);
                if (answer.Exit is CascadeExit.Budget or CascadeExit.Unreachable)
                    remarks.Add(RecallRemark.Degraded);
                return answer.Found;
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested && !MemoryFanOut.IsCallersFault(failure))
            {
                Degrade(failure);
                return await ask(search);
            }
        }

        MemorySearch With(float[] vector) => model.Store(vector).Dimension == 0 ? search : search with { Vector = [.. vector], VectorModel = model.Id };

        void Degrade(Exception failure)
        {
            LogDegraded(model.Id, failure);
            remarks.Add(RecallRemark.Degraded);
        }
    }

    [LoggerMessage(30, LogLevel.Warning, "The embedding model '{Model}' did not answer; recall goes on lexically")]
    private partial void LogDegraded(string model, Exception failure);
}
