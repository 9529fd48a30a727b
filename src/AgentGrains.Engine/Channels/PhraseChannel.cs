using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Channels;

/// <summary>
/// BM25 over neighbouring terms. No pairs are stored: the records that hold both terms are found from the postings, and their
/// token sequences tell whether the two are neighbours.
/// </summary>
internal sealed class PhraseChannel(RecordTable records, TokenStore tokens)
{
    private readonly List<(int Ordinal, int Frequency)> _matches = [];

    /// <summary>Scores by ordinal.</summary>
    public float[] Scores { get; private set; } = [];

    public void Score(Question question, ReadOnlySpan<PostingList> postings, bool[]? visible)
    {
        if (Scores.Length < records.Count)
            Scores = new float[records.Capacity];
        Array.Clear(Scores, 0, records.Count);
        var (norm, perUnit) = Bm25.LengthNorm(records.TotalLength, records.Live);
        foreach (var (first, second) in question.Pairs)
        {
            Match(postings[first].Span, postings[second].Span, first, second, visible);
            var idf = Bm25.Idf(records.Live, _matches.Count);
            foreach (var (ordinal, frequency) in _matches)
                Scores[ordinal] += idf * Bm25.Saturate(frequency, norm + perUnit * records.Lengths[ordinal]);
        }
    }

    private void Match(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, int first, int second, bool[]? visible)
    {
        _matches.Clear();
        int i = 0, j = 0;
        while (i < left.Length && j < right.Length)
        {
            var (a, b) = (Posting.Ordinal(left[i]), Posting.Ordinal(right[j]));
            if (a == b && (visible is null || visible[a]) && Count(a, first, second) is > 0 and var frequency)
                _matches.Add((a, frequency));
            i += a <= b ? 1 : 0;
            j += b <= a ? 1 : 0;
        }
    }

    private int Count(int ordinal, int first, int second)
    {
        var text = tokens.Text(records.Rows[ordinal]);
        var count = 0;
        for (var at = text.IndexOf(first); at >= 0 && at + 1 < text.Length;)
        {
            if (text[at + 1] == second)
                count++;
            var next = text[(at + 1)..].IndexOf(first);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return count;
    }
}
