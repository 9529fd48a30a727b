namespace AgentGrains.Engine.Extraction;

/// <summary>Reads what people are to each other: "my sister Maya", "my son's name is Leo", "Maya and I got married", and "my favorite color is green".</summary>
internal sealed class RelationReader(Sentence sentence, ValueReader values, Speakers who, List<Statement> statements)
{
    /// <summary>Reads at a possessive; the subject of what follows, if it is somebody.</summary>
    /// <param name="owner">Who owns.</param>
    /// <param name="at">Place of "my".</param>
    /// <param name="isReal">The clause is stated, so that "is" in it states something.</param>
    public (string? Subject, int End) Read(string owner, int at, bool isReal)
    {
        if (Relations.At(sentence, at + 1) is not var (relation, end))
        {
            if (isReal)
                Attributes.Read(sentence, values, owner, at, statements);
            return (null, at + 1);
        }

        if (Names(end, isReal, out var after) is { Count: > 0 } names)
        {
            statements.AddRange(names.Select(name => new Statement(owner, relation.Predicate, name, relation.MultiValued, BeliefType.Relation, false)));
            return (names.Count == 1 ? names[0] : null, after);
        }

        var title = relation.IsPerson && !(end < sentence.Words.Count && sentence.Words[end].Lower is "and" or "or") ? $"{owner}'s {relation.Title}" : null;
        return (title, end);
    }

    /// <summary>"Maya and I got married": true when the sentence says so.</summary>
    public bool ReadPair(string subject, string? speaker, int at, int end)
    {
        if (speaker is null || end + 2 >= sentence.Words.Count)
            return false;
        string? other;
        if (sentence.Words[end].Lower == "and" && sentence.Words[end + 1].Lower is "i" or "me" && subject != speaker)
            (other, end) = (subject, end + 2);
        else if (subject != speaker && end < sentence.Words.Count && at >= 2 && sentence.Words[at - 1].Lower == "and" && sentence.Words[at - 2].Lower is "me" or "i")
            other = subject;
        else
            return false;
        while (end < sentence.Words.Count && (Phrasing.Skipped.Contains(sentence.Words[end].Lower) || sentence.Words[end].Lower is "got" or "get" or "finally"))
            end++;
        var (verb, next) = (Lower(end), Lower(end + 1));
        var (predicate, isOver) = (verb, next) switch
        {
            ("married", _) => ("married to", false),
            ("engaged", _) => ("engaged to", false),
            ("dating", _) => ("dating", false),
            ("broke" or "split" or "separated", _) => ("dating", true),
            ("divorced" or "divorcing", _) => ("married to", true),
            _ => ("", false),
        };
        if (predicate.Length > 0)
            statements.Add(new Statement(speaker, predicate, other, false, BeliefType.Relation, isOver));
        return predicate.Length > 0;
    }

    /// <summary>"Karen is my boss".</summary>
    public void ReadReverse(string subject, int end, string? speaker)
    {
        if (speaker is null || Lower(end) is not ("is" or "'s") || Lower(end + 1) is not ("my" or "our"))
            return;
        if (Relations.At(sentence, end + 2) is var (relation, after) && (after >= sentence.Words.Count || sentence.Words[after].Breaks || ValueWords.Stops.Contains(Lower(after))) && Lower(after) != "'s")
            statements.Add(new Statement(speaker, relation.Predicate, subject, relation.MultiValued, BeliefType.Relation, false));
    }

    // "Maya", ", Maya,", "'s name is Maya", "is called Maya", "is Maya".
    private List<string> Names(int at, bool isReal, out int end)
    {
        end = at;
        var isPlural = sentence.Words[at - 1].Lower.EndsWith('s');
        var (next, isApposed, isSaid) = (at, false, false);
        if (Lower(at) == "'s" && Lower(at + 1) == "name" && Lower(at + 2) is "is" or "'s")
            (next, isSaid) = (at + 3, true);
        else if (Lower(at) is "is" or "'s" or "are")
            (next, isSaid) = (Lower(at + 1) is "called" or "named" ? at + 2 : at + 1, true);
        else if (Lower(at) is "named" or "called")
            next = at + 1;
        else if (at < sentence.Words.Count && sentence.Words[at].Breaks)
            isApposed = true;
        if (next >= sentence.Words.Count || (isSaid && !isReal) || !sentence.Words[next].IsCapital || (sentence.Words[next].Breaks && !isApposed))
            return [];
        var names = values.Read(ValueKind.Proper, next, sentence.Words.Count, isPlural, false, out var after);
        if (names.Count == 0 || names.Exists(name => name == who.Speaker || name == who.Listener) || names[^1].EndsWith("'s", StringComparison.Ordinal) || Lower(after) == "'s" && Lower(after + 1) is "" || IsMore(after, isApposed, isSaid))
            return [];
        end = after;
        return names;
    }

    // An apposition ends with a comma, "is X" with its clause.
    private bool IsMore(int at, bool isApposed, bool isSaid) =>
        at < sentence.Words.Count && !sentence.Words[at].Breaks && (isApposed || (isSaid && !ValueWords.Stops.Contains(Lower(at))));

    private string Lower(int at) => at < sentence.Words.Count ? sentence.Words[at].Lower : "";
}
