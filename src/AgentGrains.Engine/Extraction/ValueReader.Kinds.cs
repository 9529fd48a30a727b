namespace AgentGrains.Engine.Extraction;

internal sealed partial class ValueReader
{
    private string? Phrase(ValueKind kind, int at, int limit, out int end)
    {
        var start = AfterArticle(at, limit, out var hasArticle);
        end = at;
        if (start >= limit || ValueWords.Unfit.Contains(sentence.Words[start].Lower) && kind is not (ValueKind.Any or ValueKind.Proper))
            return null;
        switch (kind)
        {
            case ValueKind.Proper:
                while (start < limit && !sentence.Words[start].IsCapital && ValueWords.Hedges.Contains(sentence.Words[start].Lower))
                    start++;
                end = CapitalRun(start, limit);
                break;
            case ValueKind.Land:
                end = CapitalRun(start, limit);
                if (end > start && (!IsLast(end) || Enumerable.Range(start, end - start).All(i => IsShouted(sentence.Words[i])) || sentence.Words[end - 1].Lower == "'s" || (end < sentence.Words.Count && sentence.Words[end].Lower == "'s")))
                    return null;
                break;
            case ValueKind.Place:
                end = Until(start, limit, inside: false);
                if (!HasCapital(start, end) && (end == start || !Nouns.Has(Nouns.Places, sentence.Words[end - 1].Lower)))
                    return null;
                break;
            case ValueKind.Employer:
                end = Until(start, limit, inside: false);
                if (!HasCapital(start, end) && (!hasArticle || end == start || ValueWords.Idle.Contains(sentence.Words[end - 1].Lower)))
                    return null;
                break;
            case ValueKind.Job:
                end = Until(start, limit, inside: false);
                if (end == start || end - start > 4 || ValueWords.Idle.Contains(sentence.Words[end - 1].Lower) || !(hasArticle || IsTrade(end - 1)))
                    return null;
                break;
            case ValueKind.Trade:
                end = Until(start, limit, inside: false);
                if (end == start || end - start > 4 || !IsTrade(end - 1) || ValueWords.Judgements.Contains(sentence.Words[start].Lower))
                    return null;
                break;
            case ValueKind.Liked:
                if (hasArticle || ValueWords.Counts.Contains(sentence.Words[start].Lower) || ValueWords.Idle.Contains(sentence.Words[start].Lower))
                    return null;
                return Liked(start, limit, out end);
            case ValueKind.Played:
                end = start;
                while (end < limit && Nouns.Has(Nouns.Played, sentence.Words[end].Lower) && !(sentence.Words[end].Breaks && end > start))
                    end++;
                break;
            case ValueKind.Pastime:
                return Pastime(start, limit, hasArticle, out end);
            case ValueKind.Activity:
                if (hasArticle || ValueWords.Stops.Contains(sentence.Words[start].Lower) || Phrasing.Skipped.Contains(sentence.Words[start].Lower) || Phrasing.Future.Contains(sentence.Words[start].Lower) || VerbForms.IsPast(sentence.Words[start].Lower))
                    return null;
                end = Math.Min(Until(start, limit, inside: false), start + 3);
                break;
            case ValueKind.Drink:
                end = Nouns.Has(Nouns.Drinks, sentence.Words[start].Lower) && IsLast(start + 1) ? start + 1 : start;
                break;
            case ValueKind.Title:
                end = CapitalRun(start, limit);
                if (end == start && hasArticle && sentence.Words[start].Lower is "novel" or "book" or "thriller" or "memoir" or "biography" or "comic")
                    end = start + 1;
                break;
            case ValueKind.Diet:
                end = Nouns.Diets.Contains(sentence.Words[start].Lower) && IsLast(start + 1) ? start + 1 : start;
                break;
            case ValueKind.Any:
                start = sentence.Words[start].Lower == "to" ? start + 1 : start;
                if (start >= limit || ValueWords.Unfit.Contains(sentence.Words[start].Lower) || (hasArticle && ValueWords.Idle.Contains(sentence.Words[start].Lower)))
                    return null;
                end = Until(start, limit, inside: false);
                break;
            default:
                if (kind == ValueKind.Specific && !hasArticle && !sentence.Words[start].IsCapital)
                    return null;
                end = Until(start, limit, inside: false);
                if (end > start && ValueWords.Idle.Contains(sentence.Words[end - 1].Lower))
                    return null;
                break;
        }

        return end > start ? sentence.Slice(start, end) : null;
    }

    private bool IsTrade(int at) => Nouns.Has(Nouns.Occupations, sentence.Words[at].Lower);

    // Nothing that the word before could be an adjective of.
    private bool IsLast(int at) =>
        at >= sentence.Words.Count || sentence.Words[at].Breaks || ValueWords.Stops.Contains(sentence.Words[at].Lower) || sentence.Words[at].IsCapital || VerbForms.IsIng(sentence.Words[at].Lower) || dates.Exists(date => date.First == at);

    private string? Pastime(int at, int limit, bool hasArticle, out int end)
    {
        end = at;
        var word = sentence.Words[at].Lower;
        if (hasArticle || ValueWords.NotPastimes.Contains(word) || !(VerbForms.IsIng(word) || Nouns.Has(Nouns.Pastimes, word)))
            return null;
        var last = Math.Min(Until(at, limit, inside: false), at + 3);
        for (end = at + 1; end < last && !ValueWords.Unfit.Contains(sentence.Words[end].Lower) && sentence.Words[end].Lower is not ("people" or "another" or "the");)
            end++;
        return sentence.Slice(at, end);
    }

    // "hiking in the mountains" is a whole; "making" in "making my own bread", or "watching them", is none.
    private string? Liked(int at, int limit, out int end)
    {
        var isDoing = VerbForms.IsIng(sentence.Words[at].Lower);
        end = Until(at, limit, isDoing);
        var isCut = IsCut(at, end);
        while (end > at + 1 && (ValueWords.Stops.Contains(sentence.Words[end - 1].Lower) || sentence.Words[end - 1].Lower is "some" or "the" or "of"))
            end--;
        if (end == at || (isDoing && (ValueWords.Vague.Contains(sentence.Words[at].Lower) || isCut)))
            return null;
        for (var i = at; i < end; i++)
        {
            if (sentence.Words[i].Lower is "them" or "him" or "her" or "me" or "it" or "us" or "you" or "myself" or "yourself" or "what" or "how" or "sure")
                return null;
        }

        return sentence.Words[at].Breaks && !IsQuoted(at) ? null : sentence.Slice(at, end);
    }

    // The phrase goes on with somebody's, or is longer than a value may be.
    private bool IsCut(int at, int end) =>
        end - at >= MaxWords || (end < sentence.Words.Count && !sentence.Words[end].Breaks && sentence.Words[end].Lower is "my" or "our" or "your" or "his" or "her" or "their" or "its" or "it" or "this" or "that" or "some" or "what");

    private bool IsQuoted(int at) => sentence.Words[at].Start > 0 && "\"'“‘".Contains(sentence.Text[sentence.Words[at].Start - 1], StringComparison.Ordinal)
        && (at == 0 || sentence.Text.AsSpan(sentence.Words[at - 1].End, sentence.Words[at].Start - sentence.Words[at - 1].End).IndexOfAny(":,-") < 0);

    private bool IsShouted(Word word) =>
        word.End - word.Start > 3 && sentence.Text.AsSpan(word.Start, word.End - word.Start).IndexOfAnyInRange('a', 'z') < 0;
}
