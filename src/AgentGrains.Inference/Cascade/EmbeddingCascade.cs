using AgentGrains.Inference.Metrics;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Cascade;

/// <summary>What a cascade answered.</summary>
/// <param name="Results">The results, best first.</param>
/// <param name="Exit">Which model's they are.</param>
/// <param name="Overlap">Of the two drafts' results.</param>
public sealed record CascadeAnswer(IReadOnlyList<int> Results, CascadeExit Exit, double Overlap);

/// <summary>
/// Draft, then verify (online speculative decoding, X. Liu et al. 2023, for retrieval; early exit as in DeeR-VLA, Y. Yue et al. 2024): a cheap
/// model embeds a query, a map fitted online carries the vector into the strong model's space, and the search is done with it twice, plainly and
/// corrected by what the nearest known pairs were off. If both find the same, the strong model is not asked.
/// </summary>
/// <remarks>
/// Thread-safe. Only queries are drafted: what is stored is always the strong model's own, so spaces are never mixed. While the map is cold
/// every query is verified, within the peak.
/// </remarks>
public sealed class EmbeddingCascade
{
    private const double Trust = 0.4;       // overlap with the strong model's results below which stable drafts are not believed
    private const double Slowness = 0.9;

    private readonly IEmbeddingGenerator<string, Embedding<float>> _draft;
    private readonly IEmbeddingGenerator<string, Embedding<float>> _target;
    private readonly CascadeOptions _options;
    private readonly TimeProvider _clock;
    private readonly long _origin;
    private readonly CascadeGate _gate;
    private readonly ResidualMemory _residuals = new();
    private readonly Random _random;
    private readonly Lock _lock = new();
    private SpaceMap? _map;
    private double _agreement;              // of stable drafts that were verified

    /// <summary>Makes a cascade.</summary>
    /// <param name="draft">The cheap model.</param>
    /// <param name="target">The strong model, whose vectors are searched.</param>
    /// <param name="options">When to exit.</param>
    /// <param name="clock">The time.</param>
    public EmbeddingCascade(
        IEmbeddingGenerator<string, Embedding<float>> draft, IEmbeddingGenerator<string, Embedding<float>> target, CascadeOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        (_draft, _target, _options, _clock, _origin) = (draft, target, options, clock, clock.GetTimestamp());
        (_gate, _random) = (new CascadeGate(options), new Random(options.Seed));
    }

    /// <summary>Pairs the map has learned from.</summary>
    public int Pairs
    {
        get
        {
            lock (_lock)
                return _map?.Pairs ?? 0;
        }
    }

    /// <summary>Searches with the cheapest vector that is good enough.</summary>
    /// <param name="query">The query.</param>
    /// <param name="search">Finds ids by a vector of the strong model's space, best first. It is called up to three times.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask<CascadeAnswer> SearchAsync(string query, Func<float[], int, IReadOnlyList<int>> search, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(search);
        var draft = (await _draft.GenerateAsync([query], cancellationToken: cancellationToken).ConfigureAwait(false))[0].Vector.ToArray();
        IReadOnlyList<int> found = [];
        var (overlap, exit) = (0.0, CascadeExit.Target);
        if (Stages(draft) is var (plain, corrected))
        {
            found = search(corrected, _options.TopK);
            overlap = Overlap(search(plain, _options.TopK), found);
        }

        lock (_lock)
        {
            // Two drafts can agree and both be wrong: how often they were right is what the verified ones say.
            var believed = _agreement < Trust ? Math.Min(overlap, _agreement) : overlap;
            exit = _gate.Decide(believed, _map is { } map && map.Pairs >= _options.WarmUp, _random.NextDouble(), _clock.GetElapsedTime(_origin));
        }

        if (exit == CascadeExit.Target || found.Count == 0)
        {
            var target = (await _target.GenerateAsync([query], cancellationToken: cancellationToken).ConfigureAwait(false))[0].Vector.ToArray();
            Observe(draft, target);
            var drafted = found;
            (found, exit) = (search(target, _options.TopK), CascadeExit.Target);
            if (overlap >= _options.Stable)
                Verified(Overlap(drafted, found));
        }

        InferenceMetrics.Count(InferenceMetrics.Cascade, "exit", exit.ToString());
        return new CascadeAnswer(found, exit, overlap);
    }

    private void Verified(double agreement)
    {
        lock (_lock)
            _agreement = Slowness * _agreement + (1 - Slowness) * agreement;
    }

    internal static double Overlap(IReadOnlyList<int> one, IReadOnlyList<int> other)
    {
        var both = one.Intersect(other).Count();
        var all = one.Count + other.Count - both;
        return all == 0 ? 1 : both / (double)all;
    }

    /// <summary>A query's draft in the strong model's space, plain and corrected; null before the first pair.</summary>
    internal (float[] Plain, float[] Corrected)? Stages(float[] draft)
    {
        lock (_lock)
        {
            if (_map is null)
                return null;
            var mapped = _map.Map(draft);
            return (mapped, _residuals.Correct(draft, mapped));
        }
    }

    internal void Observe(float[] draft, float[] target)
    {
        lock (_lock)
        {
            _map ??= new SpaceMap(draft.Length, target.Length, _options.Memory);
            _map.Observe(draft, target);
            _residuals.Add(draft, _map.Map(draft), target);
        }
    }
}
