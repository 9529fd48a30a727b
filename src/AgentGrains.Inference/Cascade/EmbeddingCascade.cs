using AgentGrains.Inference.Metrics;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Cascade;

/// <summary>What a cascade answered.</summary>
/// <param name="Found">What was found.</param>
/// <param name="Exit">Whose vector found it.</param>
/// <param name="Overlap">Of the two drafts' results, 0 to 1.</param>
public sealed record CascadeAnswer<TFound>(TFound Found, CascadeExit Exit, double Overlap);

/// <summary>
/// Draft, then verify (online speculative decoding, X. Liu et al. 2023, for retrieval; early exit as in DeeR-VLA, Y. Yue et al. 2024): a cheap
/// model embeds a query, a map fitted online carries the vector into the strong model's space, and the search is done with it twice: as well as it
/// can be guessed, and off by as much as the nearest known pair was. If both find the same, the strong model is not asked.
/// </summary>
/// <remarks>
/// Thread-safe. Only queries are drafted: what is stored is always the strong model's own, so spaces are never mixed. While the map is cold
/// every query is verified, within the peak. It remembers queries' vectors, and they change its answers: give every tenant one of its own.
/// </remarks>
public sealed class EmbeddingCascade
{
    private const double Trust = 0.4;       // overlap with the strong model's results below which stable drafts are not believed
    private const double Slowness = 0.9;

    private readonly Func<string, CancellationToken, ValueTask<float[]>> _draft;
    private readonly Func<string, CancellationToken, ValueTask<float[]>> _target;
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
        : this(VectorOf(draft), VectorOf(target), options, clock)
    {
    }

    /// <summary>Makes a cascade of two functions that embed a text.</summary>
    /// <param name="draft">The cheap model.</param>
    /// <param name="target">The strong model, whose vectors are searched.</param>
    /// <param name="options">When to exit.</param>
    /// <param name="clock">The time.</param>
    public EmbeddingCascade(
        Func<string, CancellationToken, ValueTask<float[]>> draft, Func<string, CancellationToken, ValueTask<float[]>> target, CascadeOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(target);
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
    /// <typeparam name="TFound">What a search finds.</typeparam>
    /// <typeparam name="TId">What tells two results apart.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="search">Searches with a vector of the strong model's space. Called up to three times, twice at once, in the caller's context.</param>
    /// <param name="top">The best <see cref="CascadeOptions.TopK"/> results of a search, best first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <remarks>A strong model that fails is an error only while the map is cold; after that the drafts answer (<see cref="CascadeExit.Unreachable"/>).</remarks>
    public async ValueTask<CascadeAnswer<TFound>> SearchAsync<TFound, TId>(
        string query, Func<float[], ValueTask<TFound>> search, Func<TFound, IReadOnlyList<TId>> top, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(top);
        // Searches belong in the caller's context: it may be a grain.
        var draft = await DraftAsync(query, cancellationToken).ConfigureAwait(true);
        if (Stages(draft) is not var (corrected, doubted))
        {
            var first = await TargetAsync(query, draft, cancellationToken).ConfigureAwait(true);
            return Answer(await search(first).ConfigureAwait(true), CascadeExit.Target, 0);
        }

        var both = await Task.WhenAll(search(doubted).AsTask(), search(corrected).AsTask()).ConfigureAwait(true);
        var (drafted, shown) = (both[1], top(both[1]));
        var overlap = Overlap(top(both[0]), shown);
        var (exit, isWarm) = Decide(overlap);
        if (exit != CascadeExit.Target)
            return Answer(drafted, exit, overlap);
        float[] target;
        try
        {
            target = await TargetAsync(query, draft, cancellationToken).ConfigureAwait(true);
        }
        catch (Exception) when (isWarm && !cancellationToken.IsCancellationRequested)
        {
            return Answer(drafted, CascadeExit.Unreachable, overlap);
        }

        var found = await search(target).ConfigureAwait(true);
        if (overlap >= _options.Stable)
            Verified(Overlap(shown, top(found)));
        return Answer(found, exit, overlap);
    }

    // None when the cheap model fails, as for a text it knows no word of: the strong one is asked.
    private async ValueTask<float[]> DraftAsync(string query, CancellationToken cancellationToken)
    {
        try
        {
            return await _draft(query, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }

    private async ValueTask<float[]> TargetAsync(string query, float[] draft, CancellationToken cancellationToken)
    {
        var target = await _target(query, cancellationToken).ConfigureAwait(false);
        Observe(draft, target);
        return target;
    }

    private static CascadeAnswer<TFound> Answer<TFound>(TFound found, CascadeExit exit, double overlap)
    {
        InferenceMetrics.Count(InferenceMetrics.Cascade, "exit", exit.ToString());
        return new(found, exit, overlap);
    }

    private (CascadeExit Exit, bool IsWarm) Decide(double overlap)
    {
        lock (_lock)
        {
            // Two drafts can agree and both be wrong: how often they were right is what the verified ones say.
            var believed = _agreement < Trust ? Math.Min(overlap, _agreement) : overlap;
            var isWarm = _map is { } map && map.Pairs >= _options.WarmUp;
            return (_gate.Decide(believed, isWarm, _random.NextDouble(), _clock.GetElapsedTime(_origin)), isWarm);
        }
    }

    private static Func<string, CancellationToken, ValueTask<float[]>> VectorOf(IEmbeddingGenerator<string, Embedding<float>> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return async (text, token) => (await model.GenerateAsync([text], cancellationToken: token).ConfigureAwait(false))[0].Vector.ToArray();
    }

    private void Verified(double agreement)
    {
        lock (_lock)
            _agreement = Slowness * _agreement + (1 - Slowness) * agreement;
    }

    internal static double Overlap<TId>(IReadOnlyList<TId> one, IReadOnlyList<TId> other)
    {
        var both = one.Intersect(other).Count();
        var all = one.Count + other.Count - both;
        return all == 0 ? 1 : both / (double)all;
    }

    /// <summary>A query's draft in the strong model's space, corrected and doubted; null before the first pair.</summary>
    internal (float[] Corrected, float[] Doubted)? Stages(float[] draft)
    {
        lock (_lock)
        {
            if (_map is null || !HasDirection(draft))
                return null;
            return _residuals.Correct(draft, _map.Map(draft));
        }
    }

    internal void Observe(float[] draft, float[] target)
    {
        // A text that a model knows no word of says nothing about the other's space.
        if (!HasDirection(draft) || !HasDirection(target))
            return;
        lock (_lock)
        {
            _map ??= new SpaceMap(draft.Length, target.Length, _options.Memory);
            var before = _map.Map(draft);
            _map.Observe(draft, target);
            _residuals.Add(draft, before, _map.Map(draft), target);
        }
    }

    private static bool HasDirection(float[] vector) => vector.AsSpan().ContainsAnyExcept(0f);
}
