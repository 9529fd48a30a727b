using AgentGrains.Engine.Channels;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Temporal;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Fusion;

/// <summary>Joins the channels of one question: candidates, z-scores over them, weights, best first.</summary>
internal sealed class RecallRanker(RecordTable records, TokenStore tokens, LexicalChannels lexical, PhraseChannel phrases, DenseChannel dense)
{
    private readonly CandidateSignals _signals = new();
    private readonly CandidateSelector _selector = new(records, lexical, dense);
    private readonly TopHits _top = new();

    /// <summary>Up to this many records all are candidates; above, the most promising.</summary>
    public int ScoreAllUpTo { get; init; } = 2_000;

    /// <summary>Ranks the records; scores of all channels must be up to date.</summary>
    public ReadOnlySpan<(float Score, int Candidate)> Rank(Question question, in SearchQuery query, RecallWeights weights, bool[]? visible)
    {
        _selector.Select(question, weights, visible, records.Live <= ScoreAllUpTo, _signals);
        _top.Clear(query.Limit);
        if (_signals.Count == 0)
            return _top.Sorted();
        FillSignals(visible);
        var denseFactor = HashingEmbedding.IsModel(query.Model) ? weights.HashingFactor : 1;
        var totals = _signals.Totals;
        totals.Clear();
        Standardizer.AddWeighted(_signals[Signal.Record], weights.Record, totals);
        Standardizer.AddWeighted(_signals[Signal.Share], weights.Share, totals);
        Standardizer.AddWeighted(_signals[Signal.Session], weights.Session, totals);
        Standardizer.AddWeighted(_signals[Signal.Window], weights.Window, totals);
        Standardizer.AddWeighted(_signals[Signal.Before], weights.Before, totals);
        Standardizer.AddWeighted(_signals[Signal.Asked], weights.Asked, totals);
        Standardizer.AddWeighted(_signals[Signal.Phrase], weights.Phrase, totals);
        if (dense.IsActive)
        {
            Standardizer.AddWeighted(_signals[Signal.Dense], weights.Dense * denseFactor, totals, flatness: 0);
            Standardizer.AddWeighted(_signals[Signal.DenseWindow], weights.DenseWindow * denseFactor, totals, flatness: 0);
        }

        AddRaw(question, weights, totals);
        for (var i = 0; i < totals.Length; i++)
        {
            if (HasSignal(i, question))
                _top.Offer(totals[i], _signals.Ordinals[i]);
        }

        return _top.Sorted();
    }

    /// <summary>
    /// The share of the question's words, weighted by rarity, that a record holds. Absolute, so indexes can be merged by it: a word
    /// that no record holds counts as the rarest there is, so that an index which knows half the question does not look perfect.
    /// </summary>
    public float Coverage(int ordinal) => lexical.Asked <= 0 ? 0 : Math.Min(1, lexical.Matched[ordinal] / lexical.Asked);

    /// <summary>Raw channel scores of a record.</summary>
    public ChannelScores Explain(int ordinal, Question question)
    {
        var row = records.Rows[ordinal];
        return new ChannelScores(
            lexical.Own[ordinal] + lexical.Names[ordinal], lexical.Session[records.Sessions[ordinal]], lexical.Window[ordinal],
            lexical.Before[ordinal], Asked(ordinal, null), phrases.Scores[ordinal], question.Speakers.Contains(row.Speaker) ? 1 : 0,
            DateMatch(row, question), row.Is(RecordMarks.Time) ? 1 : 0, NamedWords(ordinal, question), dense.IsActive ? dense.Cosines[ordinal] : 0);
    }

    private void FillSignals(bool[]? visible)
    {
        var record = _signals[Signal.Record];
        var share = _signals[Signal.Share];
        var session = _signals[Signal.Session];
        var window = _signals[Signal.Window];
        var before = _signals[Signal.Before];
        var asked = _signals[Signal.Asked];
        var phrase = _signals[Signal.Phrase];
        for (var i = 0; i < _signals.Count; i++)
        {
            var ordinal = _signals.Ordinals[i];
            record[i] = lexical.Own[ordinal] + lexical.Names[ordinal];
            share[i] = lexical.Matched[ordinal];
            session[i] = lexical.Session[records.Sessions[ordinal]];
            window[i] = lexical.Window[ordinal];
            before[i] = lexical.Before[ordinal];
            asked[i] = Asked(ordinal, visible);
            phrase[i] = phrases.Scores[ordinal];
        }

        if (dense.IsActive)
            DenseWindows.Fill(records, dense, _signals, visible);
    }

    private float Asked(int ordinal, bool[]? visible)
    {
        var previous = records.Previous[ordinal];
        return previous >= 0 && records.Rows[previous].Is(RecordMarks.Question) && (visible is null || visible[previous]) ? lexical.Own[previous] : 0;
    }

    private void AddRaw(Question question, RecallWeights weights, Span<float> totals)
    {
        for (var i = 0; i < totals.Length; i++)
        {
            var row = records.Rows[_signals.Ordinals[i]];
            if (question.Speakers.Count > 0 && question.Speakers.Contains(row.Speaker))
                totals[i] += weights.Speaker;
            if (row.Is(RecordMarks.Time))
                totals[i] += weights.Time + (question.AsksWhen ? weights.When : 0);
            if (row.Is(RecordMarks.Question))
                totals[i] += weights.EndsInQuestion;
            if (question.Dates.Count > 0)
                totals[i] += weights.Date * DateMatch(row, question);
            if (question.Named.Count > 0 && NamedWords(_signals.Ordinals[i], question) is > 0 and var words)
                totals[i] += weights.Alias * (1 + (words - 1) / 4f);
        }
    }

    // Without any of these a record has nothing to do with the question.
    private bool HasSignal(int candidate, Question question)
    {
        var ordinal = _signals.Ordinals[candidate];
        return _signals[Signal.Record][candidate] > 0 || _signals[Signal.Session][candidate] > 0 || _signals[Signal.Window][candidate] > 0
            || _signals[Signal.Before][candidate] > 0 || dense.HasVector(ordinal)
            || (question.Named.Count > 0 && NamedWords(ordinal, question) > 0)
            || (question.Dates.Count > 0 && DateMatch(records.Rows[ordinal], question) > 0);
    }

    private float DateMatch(in RecordRow row, Question question)
    {
        var best = 0f;
        foreach (var date in question.Dates)
        {
            best = Math.Max(best, QuestionDates.Match(date, new DayRange(row.Day, row.Day)));
            foreach (var range in tokens.Ranges(row))
                best = Math.Max(best, QuestionDates.Match(date, range));
        }

        return best;
    }

    private static int NamedWords(int ordinal, Question question)
    {
        var words = 0;
        foreach (var named in question.Named)
            words += named.Ordinal == ordinal ? named.Words : 0;
        return words;
    }
}
