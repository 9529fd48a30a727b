using System.Text.RegularExpressions;

namespace AgentGrains.Engine.Consolidation;

/// <summary>A sentence of a text.</summary>
/// <param name="Text">Its text, without the space around it.</param>
/// <param name="Words">Its words in lower case.</param>
/// <param name="Facts">What must not be lost of it: numbers, names inside it, quotations, negations; in lower case.</param>
internal sealed record Sentence(string Text, IReadOnlyList<string> Words, IReadOnlyList<string> Facts)
{
    public bool Asks => Text.EndsWith('?');
}

/// <summary>Cuts a text into sentences and reads off each what a shorter text must keep.</summary>
/// <remarks>Pure and thread-safe. Scripts without spaces or full stops make one sentence, which is never cut.</remarks>
internal static partial class SentenceReader
{
    private static readonly HashSet<string> Negations =
        ["not", "never", "no", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "cannot", "hardly", "barely"];

    public static List<Sentence> Read(string text)
    {
        var sentences = new List<Sentence>();
        var start = 0;
        foreach (var end in Ends().EnumerateMatches(text))
        {
            Add(text, start, end.Index + end.Length, sentences);
            start = end.Index + end.Length;
        }

        Add(text, start, text.Length, sentences);
        return sentences;
    }

    private static void Add(string text, int start, int end, List<Sentence> sentences)
    {
        var part = text[start..end].Trim();
        if (part.Length == 0)
            return;
        var (words, facts, isFirst) = (new List<string>(), new List<string>(), true);
        foreach (var match in WordsOf().EnumerateMatches(part))
        {
            var word = part.Substring(match.Index, match.Length);
            var folded = word.ToLowerInvariant().Replace('\u2019', '\'');
            words.Add(folded);
            if (word.Any(char.IsDigit) || Negations.Contains(folded) || folded.EndsWith("n't", StringComparison.Ordinal) || (!isFirst && IsName(word)))
                facts.Add(folded);
            isFirst = false;
        }

        foreach (var quoted in Quotations().EnumerateMatches(part))
            facts.Add(part.Substring(quoted.Index, quoted.Length).ToLowerInvariant());
        sentences.Add(new Sentence(part, words, facts));
    }

    // "I" and its contractions are no names.
    private static bool IsName(string word) => char.IsUpper(word[0]) && !(word[0] == 'I' && (word.Length == 1 || word[1] is '\'' or '\u2019'));

    // After a full stop: not inside a number or an address, not after an initial or a common abbreviation.
    [GeneratedRegex(@"(?<!\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|vs|e\.g|i\.e))[.](?=\s|$)[""'\u201D\u2019)]*\s*|[!?\u2026]+[""'\u201D\u2019)]*\s*|\n+", RegexOptions.CultureInvariant)]
    private static partial Regex Ends();

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+(?:['\u2019_.,:/@-][\p{L}\p{M}\p{N}]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex WordsOf();

    [GeneratedRegex(@"[""\u201C][^""\u201C\u201D\n]{2,200}[""\u201D]|`[^`\n]+`", RegexOptions.CultureInvariant)]
    private static partial Regex Quotations();
}
