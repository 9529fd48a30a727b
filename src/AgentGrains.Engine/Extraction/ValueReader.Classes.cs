namespace AgentGrains.Engine.Extraction;

internal sealed partial class ValueReader
{
    // "a dog named Rex" is Rex, "two cats, Miso and Tofu" are Miso and Tofu, "a cat" is a cat.
    private List<string> OfClass(ValueKind kind, int at, int limit, out int end)
    {
        var nouns = kind switch { ValueKind.Pet => Nouns.Pets, ValueKind.Child => Nouns.Children, _ => Nouns.Siblings };
        end = at;
        var first = ValueWords.Articles.Contains(sentence.Words[at].Lower) ? at + 1 : at;
        var head = first;
        while (head < Math.Min(limit, first + 5) && !Nouns.Has(nouns, sentence.Words[head].Lower))
        {
            if (ValueWords.Stops.Contains(sentence.Words[head].Lower) || ValueWords.Unfit.Contains(sentence.Words[head].Lower) || (sentence.Words[head].Breaks && head > first))
                return [];
            head++;
        }

        while (head + 1 < limit && Nouns.Has(nouns, sentence.Words[head].Lower) && Nouns.Has(nouns, sentence.Words[head + 1].Lower) && !sentence.Words[head + 1].Breaks)
            head++;
        if (head >= limit || !Nouns.Has(nouns, sentence.Words[head].Lower) || !IsLast(head + 1))
            return [];
        end = head + 1;
        return Names(end, limit, out var after) is { Count: > 0 } names && (end = after) > head ? names : [sentence.Slice(first, head + 1)];
    }

    // "named Rex", ", Miso and Tofu", ": Noah, Emma and Finn".
    private List<string> Names(int at, int limit, out int end)
    {
        end = at;
        if (at >= limit)
            return [];
        var next = sentence.Words[at].Lower is "named" or "called" ? at + 1 : at;
        var isApposed = next == at && sentence.Words[at].Breaks;
        if ((next == at && !isApposed) || next >= limit || CapitalRun(next, limit) == next)
            return [];
        return Read(ValueKind.Proper, next, limit, many: isApposed || sentence.Words[at - 1].Lower.EndsWith('s'), owned: false, out end);
    }

    private List<string> Thing(int at, int limit, bool owned, out int end)
    {
        end = at;
        var word = sentence.Words[at].Lower;
        if (!ValueWords.Articles.Contains(word) && !ValueWords.Counts.Contains(word) && !(owned && word is "my" or "our" or "the"))
            return [];
        var first = ValueWords.Counts.Contains(word) ? at : at + 1;
        var stop = Until(first, limit, inside: false);
        if (stop == first || !Nouns.Has(Nouns.Possessions, sentence.Words[stop - 1].Lower))
            return [];
        end = stop;
        return [sentence.Slice(first, stop)];
    }

    private List<string> Number(int at, int limit, out int end)
    {
        end = at + 1;
        var word = sentence.Words[at].Lower;
        var isNumber = word.Length is 2 or 3 && word.All(char.IsAsciiDigit) && word is not ("00" or "100");
        var isFollowed = end < limit && sentence.Words[end].Lower is "years" or "yrs" or "today" or "now" or "last" or "this" or "and";
        if (!isNumber || !(end >= limit || sentence.Words[end].Breaks || isFollowed || dates.Exists(date => date.First == at + 1)))
            return [];
        if (isFollowed && sentence.Words[end].Lower is "years" or "yrs")
            end = Math.Min(limit, end + 2);
        return [word];
    }

    // "Tom", "a guy named Felix", "my friend Kim".
    private List<string> Name(int at, int limit, out int end)
    {
        var start = sentence.Words[at].Lower is "a" or "an" or "this" or "my" or "some" ? at + 1 : at;
        if (start > at)
        {
            while (start < limit && start - at < 5 && sentence.Words[start].Lower is not ("named" or "called") && !sentence.Words[start].IsCapital)
                start++;
            if (start < limit && sentence.Words[start].Lower is "named" or "called")
                start++;
        }

        end = start < limit ? CapitalRun(start, limit) : start;
        if (end <= start || sentence.Words[end - 1].Lower == "'s" || (end < limit && sentence.Words[end].Lower == "'s"))
            return [];
        return [sentence.Slice(start, end)];
    }
}
