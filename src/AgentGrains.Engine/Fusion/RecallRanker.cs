using AgentGrains.Engine.Channels;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Fusion;

/// <summary>Joins the channels of one question: candidates, z-scores over them, weights, best first.</summary>
internal sealed class RecallRanker(RecordTable records, CandidateSelector selector, SignalReader reader)
{
    private readonly CandidateSignals _signals = new();
    private readonly TopHits _top = new();

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

        for (var i = 0; i < totals.Length; i++)
        {
            if (signals[Signal.Soft][i] > 0 || reader.IsRelated(signals.Ordinals[i], question))
                _top.Offer(totals[i], signals.Ordinals[i]);
        }

        return _top.Sorted();
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
