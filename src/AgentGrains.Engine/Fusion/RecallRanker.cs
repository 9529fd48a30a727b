using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AgentGrains.Engine.Channels;
using AgentGrains.Engine.Graph;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Fusion;

/// <summary>Joins the channels of one question: candidates, z-scores over them, weights, best first.</summary>
internal sealed class RecallRanker(RecordTable records, CandidateSelector selector, SignalReader reader, BridgeBeam bridges)
{
    private readonly CandidateSignals _signals = new();

    // How far below the best a record is when it leads on with 1/e of its strength.
    private const float Decline = 3;

    private readonly TopHits _top = new();
    private readonly TopHits _best = new();
    private readonly SessionSpread _spread = new(records);
    private readonly List<(float Strength, int Ordinal)> _seeds = [];
    private float _denseFactor = 1;

    /// <summary>Up to this many records all are candidates; above, the most promising.</summary>
    public int ScoreAllUpTo { get; init; } = 2_000;

    /// <summary>Ranks the records; scores of all channels must be up to date.</summary>
    public ReadOnlySpan<(float Score, int Candidate)> Rank(Question question, in SearchQuery query, RecallWeights weights, bool[]? visible)
    {
        var spreads = question.AsksForSeveral && weights.Spread > 0;
        _top.Clear(spreads ? Math.Max(query.Limit, SessionSpread.Depth) : query.Limit);
        var signals = Read(question, weights, visible);
        if (signals.Count == 0)
            return _top.Sorted();
        _denseFactor = HashingEmbedding.IsModel(query.Model) ? weights.HashingFactor : 1;
        var adjustment = query.Adjustment.Span;
        var bridge = weights.Bridge + (adjustment.IsEmpty ? 0 : adjustment[Signals.Count]);
        var totals = signals.Totals;
        totals.Clear();
        foreach (var signal in Signals.All)
        {
            var weight = (weights[signal] + (adjustment.IsEmpty ? 0 : adjustment[(int)signal])) * FactorOf(signal);
            if (weight == 0)
                continue;
            var values = signals[signal];
            for (var i = 0; i < totals.Length; i++)
                totals[i] += weight * values[i];
        }

        if (query.Prior is { } prior)
        {
            for (var i = 0; i < totals.Length; i++)
                totals[i] += prior(signals.Ordinals[i]);
        }

        // Fused scores are log-odds, as their weights were fitted: a weight on the odds is a sum here.
        for (var i = 0; i < totals.Length && records.HasPriors; i++)
            totals[i] += records.Prior(signals.Ordinals[i]);

        var lowest = TensorPrimitives.Min<float>(totals);
        Bridge(question, bridge, signals, visible);
        for (var i = 0; i < totals.Length; i++)
        {
            if (bridges.Gains.ContainsKey(signals.Ordinals[i]) || reader.IsRelated(signals.Ordinals[i], question))
                _top.Offer(totals[i], signals.Ordinals[i]);
        }

        // What only a bridge leads to in a large index is no candidate.
        foreach (var (ordinal, gain) in bridges.Gains)
        {
            if (signals.Ordinals.BinarySearch(ordinal) < 0)
                _top.Offer(lowest + bridge * gain, ordinal);
        }

        var ranked = _top.Sorted();
        if (spreads)
            ranked = _spread.Reorder(ranked, weights.Spread);
        return ranked[..Math.Min(query.Limit, query.Adaptive ? AdaptiveLimit.Of(ranked, query.Cut) : ranked.Length)];
    }

    /// <summary>
    /// What the last ranking weighed of a record: a value per signal, times its weight summed up to the score, and last the bridge's. A record that
    /// only a bridge led to has no other.
    /// </summary>
    public void ReadWeighed(int ordinal, Span<float> values)
    {
        values.Clear();
        values[Signals.Count] = bridges.Gains.GetValueOrDefault(ordinal);
        if (_signals.Ordinals.BinarySearch(ordinal) is not (>= 0 and var at))
            return;
        foreach (var signal in Signals.All)
            values[(int)signal] = _signals[signal][at] * FactorOf(signal);
    }

    private float FactorOf(Signal signal) => signal is Signal.Dense or Signal.DenseWindow ? _denseFactor : 1;

    private void Bridge(Question question, float weight, CandidateSignals signals, bool[]? visible)
    {
        var totals = signals.Totals;
        _best.Clear(BridgeBeam.Seeds);
        for (var i = 0; i < totals.Length; i++)
        {
            if (totals[i] > _best.Floor && reader.IsRelated(signals.Ordinals[i], question))
                _best.Offer(totals[i], signals.Ordinals[i]);
        }

        _seeds.Clear();
        var best = _best.Sorted();
        foreach (var (score, ordinal) in best)
            _seeds.Add((MathF.Exp((score - best[0].Score) / Decline), ordinal));
        bridges.Follow(CollectionsMarshal.AsSpan(_seeds), visible);
        for (var i = 0; i < totals.Length; i++)
        {
            if (bridges.Gains.TryGetValue(signals.Ordinals[i], out var gain))
                totals[i] += weight * gain;
        }
    }

    /// <summary>Chooses the candidates and reads their signals, standardised.</summary>
    public CandidateSignals Read(Question question, RecallWeights weights, bool[]? visible)
    {
        selector.Select(question, weights, visible, records.Live <= ScoreAllUpTo, _signals);
        if (_signals.Count == 0)
            return _signals;
        reader.Fill(question, _signals, visible);
        foreach (var signal in Signals.All[..Signals.Standardized])
            Standardizer.Standardize(_signals[signal], Signals.Flatness(signal), Signals.Reach(signal));
        return _signals;
    }
}
