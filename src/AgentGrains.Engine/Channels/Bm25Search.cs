using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Channels;

/// <summary>Plain BM25 over records, term at a time, visiting nothing but the postings of the question's words.</summary>
internal sealed class Bm25Search(RecordTable records)
{
    private readonly TopHits _top = new();
    private float[] _scores = [];      // all zero between searches
    private int[] _touched = [];

    public void Search(
        Question question, ReadOnlySpan<PostingList> postings, int limit, Func<int, bool>? visible, List<(int Ordinal, float Score)> results)
    {
        if (_scores.Length < records.Count)
            (_scores, _touched) = (new float[records.Capacity], new int[records.Capacity]);
        var touched = 0;
        var lengths = records.Lengths;
        var (norm, perUnit) = Bm25.LengthNorm(records.TotalLength, records.Live);
        foreach (var term in question.Terms)
        {
            var list = postings[term.Term].Span;
            var idf = term.Weight * Bm25.Idf(records.Live, list.Length);
            foreach (var posting in list)
            {
                var ordinal = Posting.Ordinal(posting);
                ref var score = ref _scores[ordinal];
                if (score == 0)
                    _touched[touched++] = ordinal;
                score += idf * Bm25.Saturate(Posting.Frequency(posting), norm + perUnit * lengths[ordinal]);
            }
        }

        _top.Clear(limit);
        foreach (var ordinal in _touched.AsSpan(0, touched))
        {
            var score = _scores[ordinal];
            _scores[ordinal] = 0;
            if (score >= _top.Floor && (visible is null || visible(ordinal)))
                _top.Offer(score, ordinal);
        }

        foreach (var (score, ordinal) in _top.Sorted())
            results.Add((ordinal, score));
    }
}
