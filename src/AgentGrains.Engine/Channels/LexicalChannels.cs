using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Channels;

/// <summary>
/// BM25 of a question over records, their names, their sessions and their neighbours, all from the postings of the records:
/// each posting is scattered to the places where it counts.
/// </summary>
/// <remarks>Owns scratch that the next call overwrites. Not thread-safe.</remarks>
internal sealed class LexicalChannels(RecordTable records, SessionTable sessions)
{
    private float[] _frequency = [];      // of one term, in windows or sessions; all zero between terms
    private int[] _touched = [];

    /// <summary>Words of the record itself, names left out.</summary>
    public float[] Own { get; private set; } = [];

    /// <summary>Names of speakers, in the text or as its speaker.</summary>
    public float[] Names { get; private set; } = [];

    /// <summary>Summed rarity of the question's words that the record holds, however often.</summary>
    public float[] Matched { get; private set; } = [];

    /// <summary>What <see cref="Matched"/> would be for a record that holds every word; words unknown to the index count as the rarest.</summary>
    public float Asked { get; private set; }

    /// <summary>The two records on either side, without the record.</summary>
    public float[] Window { get; private set; } = [];

    /// <summary>The three records before.</summary>
    public float[] Before { get; private set; } = [];

    /// <summary>Sessions, by session id.</summary>
    public float[] Session { get; private set; } = [];

    /// <summary>Scores all channels of all visible records.</summary>
    public void Score(Question question, ReadOnlySpan<PostingList> postings, bool[]? visible)
    {
        Prepare();
        Asked = question.UnknownWeight * Bm25.Idf(records.Live, 0);
        foreach (var term in question.Terms)
        {
            var list = postings[term.Term];
            ScoreRecords(list, term, term.IsName ? Names : Own, visible);
            if (term.IsName)
                continue;
            ScoreSessions(list.Span, term.Weight, visible);
            ScoreWindows(list.Span, term.Weight, visible);
            ScoreBefore(list.Span, term.Weight, visible);
        }
    }

    /// <summary>
    /// The share of the question's words, weighted by rarity, that a record holds. Absolute, so indexes can be merged by it: a word
    /// that no record holds counts as the rarest there is, so that an index which knows half the question does not look perfect.
    /// </summary>
    public float Coverage(int ordinal) => Asked <= 0 ? 0 : Math.Min(1, Matched[ordinal] / Asked);

    private void ScoreRecords(PostingList list, QuestionTerm term, float[] scores, bool[]? visible)
    {
        var idf = term.Weight * Bm25.Idf(records.Live, list.Count);
        Asked += idf;
        var (norm, perUnit) = Bm25.LengthNorm(records.TotalLength, records.Live);
        var lengths = records.Lengths;
        foreach (var posting in list.Span)
        {
            var ordinal = Posting.Ordinal(posting);
            if (visible is not null && !visible[ordinal])
                continue;
            scores[ordinal] += idf * Bm25.Saturate(Posting.Frequency(posting), norm + perUnit * lengths[ordinal]);
            Matched[ordinal] += idf;
        }
    }

    private void ScoreSessions(ReadOnlySpan<uint> postings, float weight, bool[]? visible)
    {
        var of = records.Sessions;
        var touched = 0;
        foreach (var posting in postings)
        {
            var ordinal = Posting.Ordinal(posting);
            if (visible is null || visible[ordinal])
                Spread(of[ordinal], Posting.Frequency(posting), ref touched);
        }

        Collect(touched, weight, sessions.Live, sessions.Lengths, Bm25.LengthNorm(sessions.TotalLength, sessions.Live), Session);
    }

    private void ScoreWindows(ReadOnlySpan<uint> postings, float weight, bool[]? visible)
    {
        var previous = records.Previous;
        var next = records.Next;
        var touched = 0;
        foreach (var posting in postings)
        {
            var ordinal = Posting.Ordinal(posting);
            if (visible is not null && !visible[ordinal])
                continue;
            var frequency = Posting.Frequency(posting);
            for (int i = 0, at = previous[ordinal]; i < 2 && at >= 0; i++, at = previous[at])
                Spread(at, frequency, ref touched);
            for (int i = 0, at = next[ordinal]; i < 2 && at >= 0; i++, at = next[at])
                Spread(at, frequency, ref touched);
        }

        Collect(touched, weight, records.Live, records.WindowLengths, Bm25.LengthNorm(records.TotalWindow, records.Windows), Window);
    }

    private void ScoreBefore(ReadOnlySpan<uint> postings, float weight, bool[]? visible)
    {
        var next = records.Next;
        var touched = 0;
        foreach (var posting in postings)
        {
            var ordinal = Posting.Ordinal(posting);
            if (visible is not null && !visible[ordinal])
                continue;
            var frequency = Posting.Frequency(posting);
            for (int i = 0, at = next[ordinal]; i < 3 && at >= 0; i++, at = next[at])
                Spread(at, frequency, ref touched);
        }

        Collect(touched, weight, records.Live, records.BeforeLengths, Bm25.LengthNorm(records.TotalBefore, records.Befores), Before);
    }

    private void Spread(int place, float frequency, ref int touched)
    {
        if (_frequency[place] == 0)
            _touched[touched++] = place;
        _frequency[place] += frequency;
    }

    // The document frequency of a channel is the number of places its term was spread to.
    private void Collect(int touched, float weight, int documents, ReadOnlySpan<int> lengths, (float Base, float PerUnit) norm, float[] scores)
    {
        var idf = weight * Bm25.Idf(documents, touched);
        foreach (var place in _touched.AsSpan(0, touched))
        {
            scores[place] += idf * Bm25.Saturate(_frequency[place], norm.Base + norm.PerUnit * lengths[place]);
            _frequency[place] = 0;
        }
    }

    private void Prepare()
    {
        var (count, groups) = (records.Count, sessions.Count);
        if (Own.Length < count)
        {
            var capacity = records.Capacity;
            (Own, Names, Matched) = (new float[capacity], new float[capacity], new float[capacity]);
            (Window, Before) = (new float[capacity], new float[capacity]);
        }

        if (Session.Length < groups)
            Session = new float[groups + groups / 2];
        if (_frequency.Length < Math.Max(count, groups))
            (_frequency, _touched) = (new float[Math.Max(records.Capacity, groups)], new int[Math.Max(records.Capacity, groups)]);
        Array.Clear(Own, 0, count);
        Array.Clear(Names, 0, count);
        Array.Clear(Matched, 0, count);
        Array.Clear(Window, 0, count);
        Array.Clear(Before, 0, count);
        Array.Clear(Session, 0, groups);
    }
}
