using AgentGrains.Engine.Channels;
using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Fusion;

/// <summary>
/// Chooses the records whose signals are worth computing: all of a small index; of a large one those that a rough sum of the
/// channels puts first, together with every record the question names.
/// </summary>
internal sealed class CandidateSelector(RecordTable records, LexicalChannels lexical, DenseChannel dense)
{
    private const int MaxCandidates = 1_000;

    // About what the best record's z-score is in a conversation: turns a share of the maximum into comparable units.
    private const float Peak = 6;

    private readonly TopHits _best = new();
    private readonly List<int> _chosen = [];

    public void Select(Question question, RecallWeights weights, bool[]? visible, bool all, CandidateSignals signals)
    {
        signals.Clear(all ? records.Count : MaxCandidates + question.Named.Count);
        if (all)
        {
            for (var ordinal = 0; ordinal < records.Count; ordinal++)
            {
                if (records.IsLive(ordinal) && (visible is null || visible[ordinal]))
                    signals.Add(ordinal);
            }

            return;
        }

        _best.Clear(MaxCandidates);
        RoughScores(question, weights, visible);
        _chosen.Clear();
        foreach (var (_, ordinal) in _best.Kept)
            _chosen.Add(ordinal);
        foreach (var named in question.Named.Keys)
        {
            if (visible is null || visible[named])
                _chosen.Add(named);
        }

        // By ordinal, so that sums over the candidates have one order.
        _chosen.Sort();
        var last = -1;
        foreach (var ordinal in _chosen)
        {
            if (ordinal != last)
                signals.Add(last = ordinal);
        }
    }

    private void RoughScores(Question question, RecallWeights weights, bool[]? visible)
    {
        var (own, names, window, before) = (lexical.Own, lexical.Names, lexical.Window, lexical.Before);
        var count = records.Count;
        var record = Peak * (weights.Record + weights.Share + weights.Soft) / (Max(own, count) + Max(names, count) + float.Epsilon);
        var session = Peak * weights.Session / (Max(lexical.Session, lexical.Session.Length) + float.Epsilon);
        var around = Peak * weights.Window / (Max(window, count) + float.Epsilon);
        var earlier = Peak * weights.Before / (Max(before, count) + float.Epsilon);
        var meaning = dense.IsActive ? Peak * (weights.Dense + weights.DenseWindow) / (Max(dense.Cosines, count) + float.Epsilon) : 0;
        var sessions = records.Sessions;
        for (var ordinal = 0; ordinal < count; ordinal++)
        {
            var score = record * (own[ordinal] + names[ordinal]) + session * lexical.Session[sessions[ordinal]] + around * window[ordinal] + earlier * before[ordinal];
            if (meaning > 0)
                score += meaning * dense.Cosines[ordinal];
            if (score <= 0 || !records.IsLive(ordinal) || (visible is not null && !visible[ordinal]))
                continue;
            if (question.Speakers.Count > 0 && question.Speakers.Contains(records.Rows[ordinal].Speaker))
                score += weights.Speaker;
            if (score > _best.Floor)
                _best.Offer(score, ordinal);
        }
    }

    private static float Max(float[] values, int count) =>
        count == 0 ? 0 : Math.Max(0, System.Numerics.Tensors.TensorPrimitives.Max(values.AsSpan(0, count)));
}
