namespace AgentGrains.Engine.Analysis;

/// <summary>Turns one surface form into the term it is indexed under. Runs once per form that an index has not met before.</summary>
internal static class TermNormalizer
{
    /// <summary>Longest word that is stemmed; longer ones are no English words.</summary>
    public const int MaxStemmed = 64;

    /// <summary>Writes the term of <paramref name="surface"/>; false when the word is a stop word.</summary>
    /// <param name="surface">One token of folded text.</param>
    /// <param name="kind">What the token is made of.</param>
    /// <param name="term">At least <see cref="MaxStemmed"/> characters.</param>
    /// <param name="length">Length of the term.</param>
    public static bool TryNormalize(ReadOnlySpan<char> surface, TokenKind kind, scoped Span<char> term, out int length)
    {
        length = 0;
        if (kind == TokenKind.Number)
        {
            length = Digits(surface, term);
            return true;
        }

        if (kind == TokenKind.Word)
        {
            if (WordForms.TryGetBase(surface, out var form))
                surface = form;
            else if (StopWords.Contains(surface))
                return false;
        }

        length = Math.Min(surface.Length, MaxStemmed);
        surface[..length].CopyTo(term);
        if (kind == TokenKind.Word && surface.Length < MaxStemmed && !term[..length].ContainsAnyExceptInRange('a', 'z'))
            length = EnglishStemmer.Stem(term[..length]);
        return true;
    }

    // "1,000" is 1000, "08" is 8, "21st" is 21.
    private static int Digits(ReadOnlySpan<char> surface, Span<char> term)
    {
        var length = 0;
        foreach (var c in surface)
        {
            if (char.IsAsciiDigit(c) && length < MaxStemmed && (length > 0 || c != '0'))
                term[length++] = c;
        }

        if (length == 0)
            term[length++] = '0';
        return length;
    }
}
