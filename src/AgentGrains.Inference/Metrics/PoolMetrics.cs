using System.Diagnostics;
using AgentGrains.Inference.Batching;

namespace AgentGrains.Inference.Metrics;

/// <summary>The metrics of one pool, with its name on each.</summary>
internal sealed class PoolMetrics(string pool)
{
    private readonly TagList _pool = new() { { "pool", pool } };
    private readonly TagList _run = Outcome(pool, "run");
    private readonly TagList _cached = Outcome(pool, "cached");
    private readonly TagList _shared = Outcome(pool, "shared");
    private readonly TagList _refused = Outcome(pool, "refused");
    private readonly TagList _removed = Outcome(pool, "removed");
    private readonly TagList _expired = Outcome(pool, "expired");

    public void Waited(TimeSpan time) => InferenceMetrics.QueueTime.Record(time.TotalSeconds, _pool);

    public void Started(Batch batch)
    {
        InferenceMetrics.BatchSize.Record(batch.Items.Count, _pool);
        InferenceMetrics.Requests.Add(batch.Items.Count, _run);
        InferenceMetrics.Tokens.Add(batch.Tokens, _pool);
        InferenceMetrics.Padding.Add(batch.PaddedTokens - batch.Tokens, _pool);
    }

    public void Ended(TimeSpan time) => InferenceMetrics.BatchTime.Record(time.TotalSeconds, _pool);

    public void Cached(int items) => InferenceMetrics.Requests.Add(items, _cached);

    public void Shared() => InferenceMetrics.Requests.Add(1, _shared);

    public void Refused() => InferenceMetrics.Requests.Add(1, _refused);

    public void Removed() => InferenceMetrics.Requests.Add(1, _removed);

    public void Expired() => InferenceMetrics.Requests.Add(1, _expired);

    private static TagList Outcome(string pool, string outcome) => new() { { "pool", pool }, { "outcome", outcome } };
}
