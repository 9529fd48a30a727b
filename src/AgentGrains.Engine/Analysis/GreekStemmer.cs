namespace AgentGrains.Engine.Analysis;

/// <summary>
/// Brings the case forms of a Greek noun or name to one: "Γιώργος, Γιώργου, Γιώργο, Γιώργε" become "γιωργο", "Μαρία, Μαρίας" become
/// "μαρια". The vowel of the declension is kept, so that Μάριος and Μαρία stay two.
/// </summary>
/// <remarks>Thread-safe. Verbs are left as they are, but for what their endings share with nouns.</remarks>
internal static class GreekStemmer
{
    private const int ShortestStem = 2;

    // Longest first; what an ending becomes is the vowel of its declension.
    private static readonly (string Ending, string Vowel)[] Endings =
    [
        ("ματων", "μα"), ("ματοσ", "μα"), ("ματα", "μα"),
        ("εων", "η"), ("εωσ", "η"), ("εισ", "η"), ("ουσ", "ο"),
        ("οσ", "ο"), ("ου", "ο"), ("ον", "ο"), ("οι", "ο"), ("ων", "ο"),
        ("ασ", "α"), ("αν", "α"), ("εσ", "α"), ("ησ", "η"), ("ην", "η"), ("ισ", "η"), ("υσ", "υ"), ("ωσ", "ω"), ("ε", "ο"),
    ];

    /// <summary>True for a word of Greek letters.</summary>
    public static bool IsGreek(ReadOnlySpan<char> word) => !word.IsEmpty && !word.ContainsAnyExceptInRange('\u0370', '\u03FF');

    /// <summary>Stems a folded word in place and returns its new length, which is never larger.</summary>
    public static int Stem(Span<char> word)
    {
        foreach (var (ending, vowel) in Endings)
        {
            if (word.Length < ending.Length + ShortestStem || !word.EndsWith(ending))
                continue;
            var stem = word.Length - ending.Length;
            vowel.CopyTo(word[stem..]);
            return stem + vowel.Length;
        }

        return word.Length;
    }
}
