using AgentGrains.Engine.Extraction.Dates;

namespace AgentGrains.Engine.Extraction;

/// <summary>A slot that a sentence states.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Predicate">Its predicate.</param>
/// <param name="Value">Its value; empty when it is over, whatever it was.</param>
/// <param name="MultiValued">Several values hold at once.</param>
/// <param name="Type">The belief it makes.</param>
/// <param name="Negated">The sentence says that it is over, or not so.</param>
internal readonly record struct Statement(string Subject, string Predicate, string Value, bool MultiValued, BeliefType Type, bool Negated);

/// <summary>Who takes part in a conversation, as far as a sentence can mean them.</summary>
/// <param name="Speaker">"I"; null when nobody knows.</param>
/// <param name="Listener">"you"; null when it can be several.</param>
/// <param name="LastPerson">"he" or "she"; null when nobody or more than one was named.</param>
internal readonly record struct Speakers(string? Speaker, string? Listener, string? LastPerson);

/// <summary>Finds the slots of a sentence: a subject, auxiliaries and adverbs, then a way of the <see cref="VerbTable"/>, or "my X is Y".</summary>
internal sealed class StatementReader
{
    private readonly Sentence _sentence;
    private readonly Speakers _who;
    private readonly bool[] _unreal;
    private readonly VerbReader _verbs;
    private readonly RelationReader _relations;
    private readonly List<Statement> _statements = [];

    private StatementReader(Sentence sentence, List<DatedPhrase> dates, Speakers who)
    {
        (_sentence, _who, _unreal) = (sentence, who, Modality.Unreal(sentence));
        var values = new ValueReader(sentence, dates);
        _verbs = new VerbReader(sentence, values, dates.Exists(date => date.Days.Days <= 7), _statements);
        _relations = new RelationReader(sentence, values, who, _statements);
    }

    /// <summary>The slots, in the order of the sentence; none for a question or a joke.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="dates">Its time expressions; no value reaches into one.</param>
    /// <param name="who">Whom its pronouns mean.</param>
    public static List<Statement> Read(Sentence sentence, List<DatedPhrase> dates, Speakers who)
    {
        var reader = new StatementReader(sentence, dates, who);
        if (!Modality.IsQuestion(sentence) && !Modality.IsJoke(sentence))
            reader.Read();
        return reader._statements;
    }

    private void Read()
    {
        var words = _sentence.Words;
        if (_who.Speaker is { } omitted && !_unreal[0])
            _verbs.ReadOmitted(omitted);
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Lower is "my" or "our" or "your" && Owner(words[i].Lower) is { } owner)
            {
                var (subject, end) = _relations.Read(owner, i, isReal: !_unreal[i]);
                if (subject is not null && !_unreal[i])
                    _verbs.Read(subject, end, IsFree(i), isNamed: true);
                i = Math.Max(i, end - 1);
            }
            else if (!_unreal[i] && !IsAside(i) && Subject(i) is var (subject, next))
            {
                if (_relations.ReadPair(subject, _who.Speaker, i, next))
                    continue;
                _relations.ReadReverse(subject, next, _who.Speaker);
                _verbs.Read(subject, next, IsFree(i), isNamed: words[i].Lower is not ("i" or "we" or "you"));
            }
        }
    }

    // "when I have kids", "until I move": not yet; "the things I love": what follows belongs to another clause.
    private bool IsAside(int at) =>
        at > 0 && !_sentence.Words[at].Breaks
        && (_sentence.Words[at - 1].Lower is "when" or "whenever" or "once" or "until" or "before" or "thing" or "things" or "stuff"
            || (at > 1 && _sentence.Words[at - 2].Lower is "the" or "a" or "an" or "those" or "these" && !ValueWords.Stops.Contains(_sentence.Words[at - 1].Lower)));

    // "In my free time I ...": what follows is a pastime.
    private bool IsFree(int at) => at >= 4 && _sentence.Words[at - 1].Lower == "time" && _sentence.Words[at - 2].Lower is "free" or "spare";

    // "I hope I hear you play" does not say that you do.
    private bool BeginsClause(int at) => at == 0 || _sentence.Words[at].Breaks || _sentence.Words[at - 1].Lower is "and" or "but" or "because" or "since" or "that" or "so" or "know" or "remember" or "as";

    private string? Owner(string word) => word == "your" ? _who.Listener : _who.Speaker;

    private (string Subject, int Next)? Subject(int at)
    {
        var word = _sentence.Words[at];
        switch (word.Lower)
        {
            case "i" or "we":
                return _who.Speaker is { } speaker ? (speaker, at + 1) : null;
            case "you":
                return _who.Listener is { } listener && _sentence.Words[0].Lower is not ("so" or "wait" or "oh" or "then") && BeginsClause(at) ? (listener, at + 1) : null;
            case "he" or "she":
                return _who.LastPerson is { } person ? (person, at + 1) : null;
        }

        if (!word.IsCapital || Phrasing.NotNames.Contains(word.Lower) || (at > 0 && _sentence.Words[at - 1].IsCapital && !word.Breaks && !Phrasing.NotNames.Contains(_sentence.Words[at - 1].Lower)))
            return null;
        var end = at + 1;
        while (end < _sentence.Words.Count && _sentence.Words[end] is { IsCapital: true, Breaks: false } next && !Phrasing.NotNames.Contains(next.Lower))
            end++;
        return at == 0 && end == 1 && (VerbForms.IsPast(word.Lower) || VerbForms.IsIng(word.Lower) || VerbTable.Of(word.Lower).Length > 0) ? null : (_sentence.Slice(at, end), end);
    }
}
