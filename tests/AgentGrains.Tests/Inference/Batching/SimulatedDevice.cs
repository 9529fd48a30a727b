using AgentGrains.Inference.Batching;

namespace AgentGrains.Tests.Inference.Batching;

/// <summary>
/// A queue before a device whose batches take overhead + perToken · padded tokens, in simulated time: callers ask, wait for the answer, think,
/// and ask again. Everything follows from the seed.
/// </summary>
internal sealed class SimulatedDevice(InferencePoolOptions options, int lanes, double overhead, double perToken, int seed)
{
    private readonly BatchQueue _queue = new(options, lanes);
    private readonly PriorityQueue<Action<TimeSpan>, TimeSpan> _events = new();
    private readonly Dictionary<string, List<double>> _latencies = [];
    private readonly Random _random = new(seed);
    private TimeSpan _warm;

    public long Tokens { get; private set; }

    public long PaddedTokens { get; private set; }

    public List<Batch> Batches { get; } = [];

    public int Answered(string tenant) => _latencies.TryGetValue(tenant, out var all) ? all.Count : 0;

    /// <summary>Milliseconds from asking to the answer that 99 of 100 requests stay below.</summary>
    public double P99(string tenant)
    {
        var sorted = _latencies[tenant].Order().ToList();
        return sorted[(int)(0.99 * sorted.Count)] * 1000;
    }

    /// <summary>Adds callers of a tenant.</summary>
    public void AddCallers(string tenant, int count, double think, Func<Random, int> length, TimeSpan? from = null, bool isBackground = false)
    {
        for (var caller = 0; caller < count; caller++)
            _events.Enqueue(now => Ask(tenant, think, length, isBackground, now), (from ?? TimeSpan.Zero) + TimeSpan.FromSeconds(_random.NextDouble() * think));
    }

    /// <summary>Runs until a time; latencies count from <paramref name="warm"/> on.</summary>
    public void Run(TimeSpan until, TimeSpan warm)
    {
        _warm = warm;
        while (_events.TryDequeue(out var happens, out var now) && now < until)
        {
            happens(now);
            Serve(now);
        }
    }

    private void Ask(string tenant, double think, Func<Random, int> length, bool isBackground, TimeSpan now) =>
        _queue.Add(new Request(tenant, isBackground, length(_random), then => Answer(tenant, think, length, isBackground, now, then)), now);

    private void Answer(string tenant, double think, Func<Random, int> length, bool isBackground, TimeSpan asked, TimeSpan now)
    {
        if (asked >= _warm)
        {
            if (!_latencies.TryGetValue(tenant, out var all))
                _latencies[tenant] = all = [];
            all.Add((now - asked).TotalSeconds);
        }

        _events.Enqueue(then => Ask(tenant, think, length, isBackground, then), now + TimeSpan.FromSeconds(think * (0.5 + _random.NextDouble())));
    }

    private void Serve(TimeSpan now)
    {
        while (_queue.Take(now) is { } batch)
        {
            Batches.Add(batch);
            (Tokens, PaddedTokens) = (Tokens + batch.Tokens, PaddedTokens + batch.PaddedTokens);
            _events.Enqueue(
                then =>
                {
                    _queue.End(batch, then, succeeded: true);
                    foreach (var item in batch.Items)
                        ((Request)item).Answer(then);
                },
                now + TimeSpan.FromSeconds(overhead + perToken * batch.PaddedTokens));
        }

        if (_queue.NextTry(now) is { } next)
            _events.Enqueue(static _ => { }, next > now ? next : now + TimeSpan.FromTicks(1));
    }

    private sealed class Request(string tenant, bool isBackground, int length, Action<TimeSpan> answer)
        : BatchItem(tenant, isBackground, length, TimeSpan.MaxValue)
    {
        public Action<TimeSpan> Answer { get; } = answer;
    }
}
