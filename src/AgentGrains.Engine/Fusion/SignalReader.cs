using AgentGrains.Engine.Channels;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Fusion;

/// <summary>Reads what the channels say of records, raw. The scores of all channels must be up to date.</summary>
internal sealed class SignalReader(IndexTables tables, LexicalChannels lexical, PhraseChannel phrases, DenseChannel dense, WordChannel? words)
{
    private readonly RecordTable _records = tables.Records;

    /// <summary>Fills every column for the candidates that were chosen.</summary>
    public void Fill(Question question, CandidateSignals signals, bool[]? visible)
    {
        FillLexical(signals, visible);
        FillFacts(question, signals, visible);
        if (dense.IsActive)
            DenseWindows.Fill(_records, dense, signals, visible);
        else
            Clear(signals, [Signal.Dense, Signal.DenseWindow]);
        if (words is not null)
            words.Fill(question, signals, visible);
        else
            Clear(signals, Signals.OfWordVectors);
    }

    /// <summary>Raw channel scores of a record.</summary>
    public ChannelScores Explain(int ordinal, Question question)
    {
        var row = _records.Rows[ordinal];
        return new ChannelScores(
            lexical.Own[ordinal] + lexical.Names[ordinal], lexical.Session[_records.Sessions[ordinal]], lexical.Window[ordinal],
            lexical.Before[ordinal], Asked(ordinal, null), phrases.Scores[ordinal], question.Speakers.Contains(row.Speaker) ? 1 : 0,
            DateMatch(row, question), row.Is(RecordMarks.Time) ? 1 : 0, NamedWords(ordinal, question), dense.IsActive ? dense.Cosines[ordinal] : 0, words?.Soft(ordinal) ?? 0, words?.Topic(ordinal) ?? 0);
    }

    /// <summary>Whether anything connects a record with the question; all else is only about what kind of record it is.</summary>
    public bool IsRelated(int ordinal, Question question) =>
        lexical.Own[ordinal] + lexical.Names[ordinal] > 0 || lexical.Session[_records.Sessions[ordinal]] > 0 || lexical.Window[ordinal] > 0
        || lexical.Before[ordinal] > 0 || dense.HasVector(ordinal) || words?.IsNear(ordinal) == true
        || (question.Named.Count > 0 && NamedWords(ordinal, question) > 0)
        || (question.Dates.Count > 0 && DateMatch(_records.Rows[ordinal], question) > 0);

    /// <summary>How well a record's days fit the question's dates, 0 to 1.</summary>
    public float DateMatch(int ordinal, Question question) => DateMatch(_records.Rows[ordinal], question);

    private void FillLexical(CandidateSignals signals, bool[]? visible)
    {
        var record = signals[Signal.Record];
        var share = signals[Signal.Share];
        var session = signals[Signal.Session];
        var window = signals[Signal.Window];
        var before = signals[Signal.Before];
        var asked = signals[Signal.Asked];
        var phrase = signals[Signal.Phrase];
        for (var i = 0; i < signals.Count; i++)
        {
            var ordinal = signals.Ordinals[i];
            record[i] = lexical.Own[ordinal] + lexical.Names[ordinal];
            share[i] = lexical.Matched[ordinal];
            session[i] = lexical.Session[_records.Sessions[ordinal]];
            window[i] = lexical.Window[ordinal];
            before[i] = lexical.Before[ordinal];
            asked[i] = Asked(ordinal, visible);
            phrase[i] = phrases.Scores[ordinal];
        }
    }

    private void FillFacts(Question question, CandidateSignals signals, bool[]? visible)
    {
        var speaker = signals[Signal.Speaker];
        var date = signals[Signal.Date];
        var time = signals[Signal.Time];
        var when = signals[Signal.When];
        var ends = signals[Signal.EndsInQuestion];
        var answers = signals[Signal.Answers];
        var alias = signals[Signal.Alias];
        for (var i = 0; i < signals.Count; i++)
        {
            var row = _records.Rows[signals.Ordinals[i]];
            speaker[i] = question.Speakers.Count > 0 && question.Speakers.Contains(row.Speaker) ? 1 : 0;
            date[i] = question.Dates.Count > 0 ? DateMatch(row, question) : 0;
            time[i] = row.Is(RecordMarks.Time) ? 1 : 0;
            when[i] = question.AsksWhen ? time[i] : 0;
            ends[i] = row.Is(RecordMarks.Question) ? 1 : 0;
            answers[i] = FollowsQuestion(signals.Ordinals[i], visible) ? 1 : 0;
            alias[i] = question.Named.Count > 0 && NamedWords(signals.Ordinals[i], question) is > 0 and var named ? 1 + (named - 1) / 4f : 0;
        }
    }

    private float Asked(int ordinal, bool[]? visible) => FollowsQuestion(ordinal, visible) ? lexical.Own[_records.Previous[ordinal]] : 0;

    private bool FollowsQuestion(int ordinal, bool[]? visible)
    {
        var previous = _records.Previous[ordinal];
        return previous >= 0 && _records.Rows[previous].Is(RecordMarks.Question) && (visible is null || visible[previous]);
    }

    private float DateMatch(in RecordRow row, Question question)
    {
        var best = 0f;
        foreach (var date in question.Dates)
        {
            best = Math.Max(best, QuestionDates.Match(date, new DayRange(row.Day, row.Day)));
            foreach (var range in tables.Tokens.Ranges(row))
                best = Math.Max(best, QuestionDates.Match(date, range));
        }

        return best;
    }

    private static int NamedWords(int ordinal, Question question) => question.Named.GetValueOrDefault(ordinal);

    private static void Clear(CandidateSignals signals, ReadOnlySpan<Signal> which)
    {
        foreach (var signal in which)
            signals[signal].Clear();
    }
}
