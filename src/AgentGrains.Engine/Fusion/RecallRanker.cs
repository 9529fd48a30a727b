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
    private readonly List<(float Strength, int Ordinal)> _seeds = [];

    /// <summary>Up to this many records all are candidates; above, the most promising.</summary>
    public int ScoreAllUpTo { get; init; } = 2_000;

    /// <summary>Ranks the records; scores of all channels must be up to date.</summary>
    public ReadOnlySpan<(float Score, int Candidate)> Rank(Question question, in SearchQuery query, RecallWeights weights, bool[]? visible)
    {
        _top.Clear(query.Limit);
        var signals = Read(question, weights, visible);
        if (signals.Count == 0)
            return _top.Sorted();
        var denseFactor = HashingEmbedding.IsModel(query.Model) ? weights.HashingFactor : 1;
        var totals = signals.Totals;
        totals.Clear();
        foreach (var signal in Signals.All)
        {
            var weight = weights[signal] * (signal is Signal.Dense or Signal.DenseWindow ? denseFactor : 1);
            if (weight == 0)
                continue;
            var values = signals[signal];
            for (var i = 0; i < totals.Length; i++)
                totals[i] += weight * values[i];
        }

        // Fused scores are log-odds, as their weights were fitted: a weight on the odds is a sum here.
        for (var i = 0; i < totals.Length && records.HasPriors; i++)
            totals[i] += records.Prior(signals.Ordinals[i]);

        var lowest = TensorPrimitives.Min<float>(totals);
        Bridge(question, weights, signals, visible);
        for (var i = 0; i < totals.Length; i++)
        {
            if (bridges.Gains.ContainsKey(signals.Ordinals[i]) || reader.IsRelated(signals.Ordinals[i], question))
                _top.Offer(totals[i], signals.Ordinals[i]);
        }

        // What only a bridge leads to in a large index is no candidate.
        foreach (var (ordinal, gain) in bridges.Gains)
        {
            if (signals.Ordinals.BinarySearch(ordinal) < 0)
                _top.Offer(lowest + weights.Bridge * gain, ordinal);
        }

        return _top.Sorted();
    }

    private void Bridge(Question question, RecallWeights weights, CandidateSignals signals, bool[]? visible)
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
                totals[i] += weights.Bridge * gain;
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
            Standardizer.Standardize(_signals[signal], Signals.Flatness(signal));
        return _signals;
    }
}
