using System.Collections.Frozen;
using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Channels;

/// <summary>
/// Finds speakers in a question whose names are function words: "Will", "May", "An". Such a word is a name when it is written like one
/// and is not the verb that begins a question, nor a month in a date.
/// </summary>
internal static class SpokenNames
{
    // What follows the verb that begins a question, and does not follow a name.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Subjects = (
        "i you he she it we they there this that these those the a an my your his her its our their some any all each every no not "
        + "someone anyone everyone nobody nothing something anything everything one both most many").Split(' ')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> BeforeMonths =
        "in during since until till last next this of early late mid every each".Split(' ')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Adds the speakers the question names so.</summary>
    /// <param name="question">As it was written: the capitals matter.</param>
    /// <param name="speakers">Who speaks.</param>
    /// <param name="named">Where to.</param>
    public static void Find(ReadOnlySpan<char> question, SpeakerTable speakers, List<int> named)
    {
        ReadOnlySpan<char> before = default;
        var beginsSentence = true;
        for (var at = 0; at < question.Length;)
        {
            if (!char.IsLetterOrDigit(question[at]))
            {
                beginsSentence |= question[at] is '.' or '?' or '!' or '\n' or '"' or '“';
                at++;
                continue;
            }

            var end = EndOfWord(question, at);
            var word = question[at..end];
            if (IsCapitalised(word) && speakers.IsFunctionWordName(word) && IsName(before, word, question[end..], beginsSentence))
                speakers.AddNamed(word, named);
            before = word;
            (beginsSentence, at) = (false, end);
        }
    }

    private static bool IsName(ReadOnlySpan<char> before, ReadOnlySpan<char> word, ReadOnlySpan<char> rest, bool beginsSentence)
    {
        if (rest.StartsWith("'s") || rest.StartsWith("’s"))
            return true;
        var next = Next(rest);
        if (word is "May" && (BeforeMonths.Contains(before) || IsNumber(before) || IsNumber(next)))
            return false;
        return !beginsSentence || !(next.IsEmpty || Subjects.Contains(next) || char.IsUpper(next[0]));
    }

    private static ReadOnlySpan<char> Next(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        return rest.IsEmpty || !char.IsLetterOrDigit(rest[0]) ? default : rest[..EndOfWord(rest, 0)];
    }

    private static bool IsNumber(ReadOnlySpan<char> word) => !word.IsEmpty && char.IsDigit(word[0]);

    private static bool IsCapitalised(ReadOnlySpan<char> word) => char.IsUpper(word[0]) && (word.Length == 1 || char.IsLower(word[1]));

    private static int EndOfWord(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && char.IsLetterOrDigit(text[at]))
            at++;
        return at;
    }
}
