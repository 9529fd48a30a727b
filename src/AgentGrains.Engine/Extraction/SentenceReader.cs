namespace AgentGrains.Engine.Extraction;

/// <summary>Splits a turn into sentences and words.</summary>
internal static class SentenceReader
{
    /// <summary>Sentences in order; an abbreviation, a decimal point or a file name does not end one.</summary>
    public static IEnumerable<Sentence> Read(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('.' or '!' or '?' or '\n' or ';'))
                continue;
            if (text[i] == '.' && !EndsSentence(text, i))
                continue;
            if (Make(text[start..i], text[i] == '?') is { } sentence)
                yield return sentence;
            start = i + 1;
        }

        if (Make(text[start..], false) is { } last)
            yield return last;
    }

    private static bool EndsSentence(string text, int at)
    {
        if (at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]) && text[at + 1] is not ('"' or '\'' or ')' or '.'))
            return false;
        var begin = at;
        while (begin > 0 && char.IsLetter(text[begin - 1]))
            begin--;
        return !IsTitle(text.AsSpan(begin, at - begin));
    }

    private static bool IsTitle(ReadOnlySpan<char> word) => word is "Mr" or "Mrs" or "Ms" or "Dr" or "St" or "vs" or "etc" or "Prof" or "Jr";

    private static Sentence? Make(string raw, bool isQuestion)
    {
        var text = raw.Trim().TrimEnd('!', '.', ',');
        var words = Words(text);
        return words.Count == 0 ? null : new Sentence(text, words, isQuestion);
    }

    private static List<Word> Words(string text)
    {
        var words = new List<Word>();
        var (at, breaks) = (0, true);
        while (at < text.Length)
        {
            var c = text[at];
            if (!IsInside(text, at))
            {
                breaks |= !char.IsWhiteSpace(c) && !(c == '.' && words.Count > 0 && words[^1].End == at && IsTitle(text.AsSpan(words[^1].Start, at - words[^1].Start)));
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && (IsInside(text, end) || (text[end] is '-' or '.' or '&' && end + 1 < text.Length && IsInside(text, end + 1))))
                end++;
            Add(words, text, at, end, breaks);
            (at, breaks) = (end, false);
        }

        return words;
    }

    private static bool IsInside(string text, int at) =>
        char.IsLetterOrDigit(text[at]) || char.IsSurrogate(text[at]) || text[at] == '_'
        || (text[at] is '\'' or '\u2019' && at > 0 && char.IsLetter(text[at - 1]) && at + 1 < text.Length && char.IsLetter(text[at + 1]));

    private static void Add(List<Word> words, string text, int start, int end, bool breaks)
    {
        var lower = text[start..end].Replace('\u2019', '\'').ToLowerInvariant();
        var quote = lower.IndexOf('\'', StringComparison.Ordinal);
        var capital = char.IsUpper(text[start]);
        if (lower.EndsWith("n't", StringComparison.Ordinal) && lower.Length > 3)
        {
            var stem = lower switch { "can't" => "can", "won't" => "will", "shan't" => "shall", _ => lower[..^3] };
            words.Add(new Word(stem, start, end - 3, capital, breaks));
            words.Add(new Word("not", end - 3, end, false, false));
        }
        else if (quote > 0)
        {
            words.Add(new Word(lower[..quote], start, start + quote, capital, breaks));
            words.Add(new Word(lower[quote..], start + quote, end, false, false));
        }
        else
        {
            words.Add(new Word(lower, start, end, capital, breaks));
        }
    }
}
