using System.Collections.Frozen;
using AgentGrains.Engine.Analysis;
using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Extraction.Dates;

/// <summary>The words of a sentence as parts of time expressions.</summary>
internal sealed class TimeWordsOf(Sentence sentence)
{
    private static readonly FrozenDictionary<string, int> Numbers =
        "thirteen=13 fourteen=14 fifteen=15 sixteen=16 eighteen=18 twenty=20 thirty=30 forty=40 fifty=50 sixty=60".Split(' ').Select(item => item.Split('='))
            .ToFrozenDictionary(item => item[0], item => int.Parse(item[1], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static readonly string[] Ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

    private static readonly FrozenDictionary<string, int> Decades =
        "twenties=1920 thirties=1930 forties=1940 fifties=1950 sixties=1960 seventies=1970 eighties=1980 nineties=1990".Split(' ').Select(item => item.Split('='))
            .ToFrozenDictionary(item => item[0], item => int.Parse(item[1], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);

    public int Count => sentence.Words.Count;

    /// <summary>The word in lower case; empty beyond the end.</summary>
    public string this[int at] => at >= 0 && at < Count ? sentence.Words[at].Lower : "";

    /// <summary>True when punctuation stands before the word, or the sentence is over.</summary>
    public bool Breaks(int at) => at >= Count || sentence.Words[at].Breaks;

    /// <summary>The word's part in a time expression.</summary>
    public TimeWord Of(int at)
    {
        var word = this[at];
        if (word.Length == 0)
            return default;
        if (char.IsAsciiDigit(word[0]))
            return Number(word) is { } number and < 10_000 ? new TimeWord(TimeRole.Number, (short)number) : default;
        return Numbers.TryGetValue(word, out var many) ? new TimeWord(TimeRole.Number, (short)many) : TimeWords.Of(word, TokenKind.Word);
    }

    /// <summary>The word as a day of a month: "3", "3rd", "third".</summary>
    public int? DayOfMonth(int at) =>
        Of(at) is { Role: TimeRole.Number, Value: >= 1 and <= 31 } day && char.IsAsciiDigit(this[at][0]) ? day.Value
        : Array.IndexOf(Ordinals, this[at]) is >= 0 and var place ? place + 1 : null;

    /// <summary>True when the word is written as an ordinal ("3rd").</summary>
    public bool IsOrdinal(int at) => this[at] is { Length: > 2 } word && char.IsAsciiDigit(word[0]) && char.IsLetter(word[^1]) && DayOfMonth(at) is not null;

    /// <summary>First year of the decade that the word names: "1950s", "90s", "nineties".</summary>
    public int? Decade(int at)
    {
        var word = this[at];
        if (Decades.TryGetValue(word, out var named))
            return named;
        if (word is not { Length: 3 or 5 } || !word.EndsWith("0s", StringComparison.Ordinal) || word.AsSpan(0, word.Length - 1).ContainsAnyExceptInRange('0', '9'))
            return null;
        var year = int.Parse(word.AsSpan(0, word.Length - 1), System.Globalization.CultureInfo.InvariantCulture);
        return year >= 1900 ? year : year < 30 ? 2000 + year : 1900 + year;
    }

    // Digits alone or with an ordinal's ending: "7-9" and "2x" are no numbers.
    private static int? Number(string word)
    {
        var digits = 0;
        while (digits < word.Length && char.IsAsciiDigit(word[digits]))
            digits++;
        return digits <= 4 && word[digits..] is "" or "st" or "nd" or "rd" or "th" && int.TryParse(word.AsSpan(0, digits), out var number) ? number : null;
    }
}
