namespace AgentGrains.Engine.Extraction;

/// <summary>A slot that a sentence states.</summary>
/// <param name="Subject">Whose it is; null for the speaker.</param>
/// <param name="Predicate">Its predicate.</param>
/// <param name="Value">Its value.</param>
/// <param name="MultiValued">Several values hold at once.</param>
/// <param name="Type">The belief it makes.</param>
/// <param name="Negated">The sentence says that it is over, or not so.</param>
internal readonly record struct Statement(string? Subject, string Predicate, string Value, bool MultiValued, BeliefType Type, bool Negated);

/// <summary>Finds the slots of a sentence: a subject, perhaps auxiliaries and adverbs, then a way of the <see cref="VerbTable"/>, or "my X is Y".</summary>
internal static class StatementReader
{
    private const int MaxValueWords = 8;

    private static readonly string[] Relatives =
        ["sister", "brother", "mother", "father", "mom", "dad", "son", "daughter", "wife", "husband", "partner", "boss", "manager", "friend", "dog", "cat", "cousin", "aunt", "uncle", "roommate", "neighbor", "colleague"];

    /// <summary>The slots, in the order of the sentence.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="dates">Its time expressions; no value reaches into one.</param>
    /// <param name="lastPerson">Whom "he" or "she" means; null when that is not known.</param>
    public static List<Statement> Read(Sentence sentence, List<DatedPhrase> dates, string? lastPerson)
    {
        var statements = new List<Statement>();
        for (var i = 0; i < sentence.Words.Count; i++)
        {
            if (sentence.Words[i].Lower == "my")
                ReadOwn(sentence, dates, i, statements);
            else if (Subject(sentence, i, lastPerson) is var (subject, next))
                ReadVerb(sentence, dates, subject, next, statements);
        }

        return statements;
    }

    private static (string? Subject, int Next)? Subject(Sentence sentence, int at, string? lastPerson)
    {
        var word = sentence.Words[at];
        if (word.Lower is "i" or "we")
            return (null, at + 1);
        if (word.Lower is "he" or "she")
            return lastPerson is null ? null : (lastPerson, at + 1);
        if (!word.IsCapital || Phrasing.NotNames.Contains(word.Lower))
            return null;
        var end = at + 1;
        while (end < sentence.Words.Count && sentence.Words[end] is { IsCapital: true, Breaks: false } next && !Phrasing.NotNames.Contains(next.Lower))
            end++;
        return (sentence.Slice(at, end), end);
    }

    private static void ReadVerb(Sentence sentence, List<DatedPhrase> dates, string? subject, int at, List<Statement> statements)
    {
        var negated = false;
        for (; at < sentence.Words.Count; at++)
        {
            var word = sentence.Words[at].Lower;
            if (sentence.Words[at].Breaks || Phrasing.Future.Contains(word))
                return;
            if (word is "not" or "never" or "stopped")
                negated = true;
            else if (word == "no" && at + 1 < sentence.Words.Count && sentence.Words[at + 1].Lower == "longer")
                (negated, at) = (true, at + 1);
            else if (TryMatch(sentence, dates, subject, at, negated, statements) || !Phrasing.Skipped.Contains(word))
                return;
        }
    }

    private static bool TryMatch(Sentence sentence, List<DatedPhrase> dates, string? subject, int at, bool negated, List<Statement> statements)
    {
        foreach (var pattern in VerbTable.Of(sentence.Words[at].Lower))
        {
            var next = at + 1;
            if (!pattern.Words.All(words => next < sentence.Words.Count && !sentence.Words[next].Breaks && words.Contains(sentence.Words[next++].Lower)))
                continue;
            var value = Value(sentence, dates, next);
            if (value.Length == 0)
                continue;
            if (negated && pattern.Predicate == "likes" && !sentence.Text.Contains("anymore", StringComparison.OrdinalIgnoreCase) && !sentence.Text.Contains("no longer", StringComparison.OrdinalIgnoreCase))
                statements.Add(new Statement(subject, "dislikes", value, true, BeliefType.Preference, false));
            else
                AddEach(new Statement(subject, pattern.Predicate, value, pattern.MultiValued, pattern.Type, negated || pattern.Ends), statements);
            return true;
        }

        return false;
    }

    // "my favourite colour is blue", "my sister is called Maya", "my email is …".
    private static void ReadOwn(Sentence sentence, List<DatedPhrase> dates, int at, List<Statement> statements)
    {
        for (var verb = at + 2; verb < Math.Min(at + 5, sentence.Words.Count); verb++)
        {
            if (sentence.Words[verb].Breaks)
                return;
            if (sentence.Words[verb].Lower is not ("is" or "are" or "was" or "'s"))
                continue;
            var (name, next) = (sentence.Slice(at + 1, verb), verb + 1);
            while (next < sentence.Words.Count && sentence.Words[next].Lower is "called" or "named" or "now" or "actually")
                next++;
            if (sentence.Words[verb].Lower == "'s" && next < sentence.Words.Count && sentence.Words[next].Lower == "name")
                next += 2;
            if (sentence.Words[verb].Lower == "was" || next >= sentence.Words.Count || sentence.Words[next].Lower is "not" or "going" or "so" or "very")
                return;
            var relative = Relatives.Contains(name, StringComparer.OrdinalIgnoreCase);
            if (relative && !sentence.Words[next].IsCapital)
                return;
            if (Value(sentence, dates, next, skipArticle: true) is { Length: > 0 } value)
                statements.Add(new Statement(null, name.ToLowerInvariant(), value, relative, relative ? BeliefType.Relation : BeliefType.Fact, false));
            return;
        }
    }

    private static void AddEach(Statement statement, List<Statement> statements)
    {
        var parts = statement.MultiValued ? statement.Value.Split(" and ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [statement.Value];
        foreach (var part in parts)
            statements.Add(statement with { Value = part });
    }

    private static string Value(Sentence sentence, List<DatedPhrase> dates, int first, bool skipArticle = false)
    {
        if (skipArticle && first < sentence.Words.Count && sentence.Words[first].Lower is "a" or "an" or "the")
            first++;
        var end = first;
        while (end < sentence.Words.Count && end - first < MaxValueWords)
        {
            var word = sentence.Words[end];
            if ((word.Breaks && end > first) || dates.Exists(date => date.First == end))
                break;
            if (Phrasing.ValueEnd.Contains(word.Lower) && !(word.Lower == "and" && JoinsNames(sentence, end)))
                break;
            end++;
        }

        return sentence.Slice(first, end);
    }

    private static bool JoinsNames(Sentence sentence, int at) =>
        at + 1 < sentence.Words.Count && !Phrasing.ValueEnd.Contains(sentence.Words[at + 1].Lower) && !Phrasing.Skipped.Contains(sentence.Words[at + 1].Lower)
        && VerbTable.Of(sentence.Words[at + 1].Lower).Length == 0;
}
