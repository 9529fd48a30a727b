using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Recall;

/// <summary>
/// Reads the best evidence once more, question and text together, and orders it anew. A reranker that fails or is late changes nothing, and the
/// recall says so.
/// </summary>
/// <remarks>Thread-safe. Without a reranker it does nothing.</remarks>
internal sealed partial class RerankStage(IOptions<RecallOptions> options, TimeProvider clock, ILogger<RerankStage> logger, IReranker? reranker = null)
{
    private const string Channel = "rerank";

    private readonly RecallOptions _options = options.Value;
    private readonly ILogger _logger = logger;

    /// <summary>How much evidence it wants to see, where the caller asked for <paramref name="limit"/>.</summary>
    public int DepthFor(RecallRequest request, int limit) =>
        reranker is null || _options.RerankDepth == 0 || request.Profile == RecallProfile.Precise ? limit : Math.Max(limit, _options.RerankDepth);

    /// <summary>The evidence in its new order; the same when there is nothing to ask or nobody answers.</summary>
    /// <param name="request">The question.</param>
    /// <param name="evidence">What was found, best first.</param>
    /// <param name="remarks">Told when the reranker did not answer.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<ImmutableArray<Evidence>> OrderAsync(
        RecallRequest request, ImmutableArray<Evidence> evidence, SortedSet<RecallRemark> remarks, CancellationToken cancellationToken)
    {
        if (evidence.Length < 2 || DepthFor(request, 0) is not (var depth and > 0))
            return evidence;
        var read = evidence.Take(depth).ToArray();
        try
        {
            var scores = await reranker!.ScoreAsync(request.Query, [.. read.Select(item => item.Record.Text)], cancellationToken).AsTask()
                .WaitAsync(_options.RerankDeadline, clock, cancellationToken);
            return [.. Ordered(read, scores), .. evidence.Skip(read.Length)];
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && failure is not TenantMismatchException)
        {
            LogNotReranked(reranker!.ModelId, failure);
            remarks.Add(RecallRemark.Degraded);
            return evidence;
        }
    }

    // Two scales that nothing relates but their order and spread: both as z-scores. What is equal stays as it was found.
    private IEnumerable<Evidence> Ordered(Evidence[] read, float[] scores)
    {
        if (scores.Length != read.Length || scores.Any(static score => !float.IsFinite(score)))
            throw new ModelOutputException("rerank", $"Model '{reranker!.ModelId}' answered {read.Length} documents with {scores.Length} scores, or one that is no number.");
        var (found, judged) = (Standardized([.. read.Select(static item => item.Score)]), Standardized([.. scores.Select(static score => (double)score)]));
        return Enumerable.Range(0, read.Length)
            .OrderByDescending(place => found[place] + (_options.RerankWeight * judged[place])).ThenBy(static place => place)
            .Select(place => read[place] with { Channels = [.. read[place].Channels, new ChannelScore(Channel, scores[place])] });
    }

    private static double[] Standardized(double[] values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return deviation == 0 ? new double[values.Length] : Array.ConvertAll(values, value => (value - mean) / deviation);
    }

    [LoggerMessage(32, LogLevel.Warning, "The reranker '{Model}' did not answer; evidence stays as it was found")]
    private partial void LogNotReranked(string model, Exception failure);
}
