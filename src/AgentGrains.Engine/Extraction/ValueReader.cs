namespace AgentGrains.Engine.Extraction;

/// <summary>Reads values: from a place in a sentence, as much of it as a value of the kind can be, and nothing when what stands there is none.</summary>
internal sealed partial class ValueReader(Sentence sentence, List<Dates.DatedPhrase> dates)
{
    private const int MaxWords = 8;
    private const int MaxItems = 6;

    /// <summary>The values that begin at the word; several when they are listed.</summary>
    /// <param name="kind">What they are made of.</param>
    /// <param name="at">First word.</param>
    /// <param name="limit">Word that they must end before.</param>
    /// <param name="many">Lists are read.</param>
    /// <param name="owned">"my" and "the" may stand before a thing.</param>
    /// <param name="end">Word after the last.</param>
    public List<string> Read(ValueKind kind, int at, int limit, bool many, bool owned, out int end)
    {
        var values = new List<string>();
        end = at;
        while (values.Count < MaxItems && One(kind, at, limit, owned, out var next) is { Count: > 0 } found)
        {
            values.AddRange(found);
            end = next;
            if (!many || Separator(next, kind) is not { } after)
                break;
            at = after;
        }

        return values;
    }

    private List<string> One(ValueKind kind, int at, int limit, bool owned, out int end)
    {
        end = at;
        if (at >= limit || dates.Exists(date => date.First == at))
            return [];
        return kind switch
        {
            ValueKind.Pet or ValueKind.Child or ValueKind.Sibling => OfClass(kind, at, limit, out end),
            ValueKind.Thing => Thing(at, limit, owned, out end),
            ValueKind.Number => Number(at, limit, out end),
            ValueKind.Name => Name(at, limit, out end),
            _ => Phrase(kind, at, limit, out end) is { } value ? [value] : [],
        };
    }

    // "A, B and C", "A and B"; a comma joins only what an "and" ends, or what are names.
    private int? Separator(int at, ValueKind kind)
    {
        if (at >= sentence.Words.Count || dates.Exists(date => date.First == at))
            return null;
        if (VerbForms.IsAdverb(sentence.Words[at].Lower) && at + 1 < sentence.Words.Count)
            at++;
        if (sentence.Words[at].Lower is "and" or "plus" or "&")
            return Follows(at + 1) ? at + 1 : null;
        if (!sentence.Words[at].Breaks || sentence.Text.AsSpan(sentence.Words[at - 1].End, sentence.Words[at].Start - sentence.Words[at - 1].End).Trim() is not ",")
            return null;
        for (var i = at; i < Math.Min(sentence.Words.Count, at + (2 * MaxWords)); i++)
        {
            if (sentence.Words[i].Lower == "and" && Follows(i + 1))
                return at;
            if (Phrasing.IsSubject(sentence.Words[i].Lower))
                return null;
        }

        return kind is ValueKind.Proper or ValueKind.Land ? at : null;
    }

    // What comes after "and" is one more value unless it is another clause.
    private bool Follows(int at) =>
        at < sentence.Words.Count && !Phrasing.IsSubject(sentence.Words[at].Lower) && !Phrasing.Skipped.Contains(sentence.Words[at].Lower)
        && (!VerbTable.IsVerb(sentence.Words[at].Lower) || Nouns.Pastimes.Contains(sentence.Words[at].Lower));

    private int Until(int at, int limit, bool inside)
    {
        var end = at;
        while (end < limit && end - at < MaxWords)
        {
            var word = sentence.Words[end];
            if ((word.Breaks && end > at) || dates.Exists(date => date.First == end))
                break;
            if (ValueWords.Stops.Contains(word.Lower) && !(inside && end > at && word.Lower is "in" or "on" or "at" or "up" or "out" or "to" or "around" or "with" or "into" or "about"))
                break;
            end++;
        }

        return end;
    }

    private int AfterArticle(int at, int limit, out bool hasArticle)
    {
        hasArticle = at < limit && sentence.Words[at].Lower is "a" or "an" or "the" or "this";
        hasArticle &= sentence.Words[Math.Min(at, limit - 1)].Lower != "this";
        return hasArticle ? at + 1 : at;
    }

    private bool HasCapital(int at, int end)
    {
        for (; at < end; at++)
        {
            if (sentence.Words[at].IsCapital && !Phrasing.NotNames.Contains(sentence.Words[at].Lower))
                return true;
        }

        return false;
    }

    private int CapitalRun(int at, int limit)
    {
        var end = at;
        while (end < limit && sentence.Words[end] is var word && (word.IsCapital || word.Lower is "of" or "de" or "van" or "von" or "da" or "'s")
            && !(word.Breaks && end > at) && !(word.IsCapital && Phrasing.NotNames.Contains(word.Lower)) && !dates.Exists(date => date.First == end))
            end++;
        while (end > at && !sentence.Words[end - 1].IsCapital && sentence.Words[end - 1].Lower != "'s")
            end--;
        return end > at && sentence.Words[at].IsCapital ? end : at;
    }
}
