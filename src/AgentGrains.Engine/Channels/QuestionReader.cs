using System.Collections.Frozen;
using System.Runtime.InteropServices;
using AgentGrains.Engine.Analysis;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Channels;

/// <summary>Reads a question against one index: its terms, names, dates, and whether it asks when.</summary>
internal sealed class QuestionReader
{
    private const float GenericWeight = 0.4f;

    // What a date says is said by the date channel; its words seldom stand where the thing is told.
    private const float DateWeight = 0.2f;

    /// <summary>Most distinct words that are searched; a pasted document is cut here.</summary>
    private const int MaxTerms = 256;

    // Each is compared with every word of the candidates.
    private const int MaxWords = 32;

    // Words that questions are made of and answers are not.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Generic = (
        "kind kinds type types sort sorts name names named use used uses using mention mentioned mentions recent recently "
        + "consider considered likely might many much long often time times").Split(' ')
        .ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string[] WhenPhrases =
        [.. from ask in new[] { "what", "which", "how many" }
            from unit in new[] { "date", "day", "days", "week", "weeks", "weekend", "month", "months", "year", "years", "season", "time" }
            select $"{ask} {unit} "];

    private readonly TextAnalyzer _analyzer;
    private readonly IndexTables _tables;
    private readonly Question _question;
    private readonly Action<SurfaceForm, ReadOnlySpan<char>> _takeWord;
    private readonly NamedThings _things;
    private readonly HashSet<int> _seen = [];
    private int _lastContent;

    public QuestionReader(TextAnalyzer analyzer, IndexTables tables, Question question)
    {
        (_analyzer, _tables, _question) = (analyzer, tables, question);
        _takeWord = TakeWord;
        _things = new NamedThings(tables);
    }

    public void Read(string text)
    {
        _question.Clear();
        _seen.Clear();
        _lastContent = Vocabulary.Stop;
        _analyzer.Find(text, _takeWord);
        if (_analyzer.Words == 0)
            return;
        if (_tables.Speakers.HasFunctionWordNames)
            SpokenNames.Find(text, _tables.Speakers, _question.Speakers);
        QuestionDates.Read(_analyzer.Times, _question.Dates);
        _question.AsksWhen = AsksWhen(_analyzer.Phrase(0, _analyzer.Words));
        _question.AsksForSeveral = ListQuestions.IsOne(_analyzer.Phrase(0, _analyzer.Words));
        if (!_tables.Aliases.IsEmpty)
            FindNames();
        _things.Find(text, _question.Things);
    }

    private void TakeWord(SurfaceForm form, ReadOnlySpan<char> word)
    {
        if (form.Term == Vocabulary.Stop || _question.Terms.Count == MaxTerms)
            return;
        var weight = Generic.Contains(word) ? GenericWeight : IsDate(form.Time) ? DateWeight : 1;
        var known = form.Term != Vocabulary.Unknown && _tables.Postings[form.Term].Count > 0;
        TakeVector(known ? form.Term : Vocabulary.Unknown, weight, word);
        // A word whose last record was removed is as unknown as one never heard.
        if (!known)
        {
            _question.UnknownWeight += weight;
            _lastContent = Vocabulary.Stop;
            return;
        }

        var isName = _tables.Speakers.TryGetNamed(form.Term, _question.Speakers);
        if (_seen.Add(form.Term))
            _question.Terms.Add(new QuestionTerm(form.Term, weight, isName));
        if (isName)
            return;
        if (_lastContent >= 0 && !_question.Pairs.Contains((_lastContent, form.Term)))
            _question.Pairs.Add((_lastContent, form.Term));
        _lastContent = form.Term;
    }

    private static bool IsDate(TimeWord time) => time.IsYear || (time.Role == TimeRole.Month && !time.IsAmbiguousMonth);

    private void TakeVector(int term, float weight, ReadOnlySpan<char> word)
    {
        if (_tables.Vectors is not { } vectors || _question.Words.Count == MaxWords || (term >= 0 && (_tables.Speakers.IsName(term) || _seen.Contains(term))))
            return;
        if (vectors.TryGet(word, _question.NextVector(vectors.Dimension)))
            _question.Words.Add(new QuestionWord(term, weight, _question.Words.Count));
    }

    private static bool AsksWhen(ReadOnlySpan<char> words)
    {
        if (words is "when" || words.StartsWith("when ") || words.StartsWith("since when ") || words.Contains("how long ", StringComparison.Ordinal))
            return true;
        foreach (var phrase in WhenPhrases)
        {
            if (words.Contains(phrase, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    // Longest name first; its words are then taken, so that "new york" is not also "york".
    private void FindNames()
    {
        for (var at = 0; at < _analyzer.Words; at++)
        {
            for (var words = Math.Min(_tables.Aliases.LongestWords, _analyzer.Words - at); words > 0; words--)
            {
                var records = _tables.Aliases.Find(_analyzer.Phrase(at, words));
                if (records.IsEmpty)
                    continue;
                foreach (var ordinal in records)
                    CollectionsMarshal.GetValueRefOrAddDefault(_question.Named, ordinal, out _) += words;
                at += words - 1;
                break;
            }
        }
    }
}
