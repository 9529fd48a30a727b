using System.Globalization;
using System.Text;

namespace AgentGrains.Inference.Embedding;

/// <summary>
/// WordPiece with the rules of uncased BERT (J. Devlin et al. 2019): clean, lower-case, strip accents, cut at white space, punctuation and
/// ideographs, then the longest known piece first. A word that cannot be pieced together is left out, as are special tokens.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class WordPiece(Dictionary<string, int> tokens)
{
    private const int LongestWord = 100;

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _tokens = tokens.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Appends the tokens of a text.</summary>
    public void Tokenize(ReadOnlySpan<char> text, List<int> ids)
    {
        // Decomposed, so that accents are characters of their own; lone surrogates would make normalising throw.
        var folded = Clean(text).Normalize(NormalizationForm.FormD).ToLowerInvariant();
        var word = new StringBuilder();
        foreach (var rune in folded.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark)
                continue;
            var alone = IsIdeograph(rune.Value) || IsPunctuation(rune);
            if (alone || Rune.IsWhiteSpace(rune))
                Take(word, ids);
            if (!Rune.IsWhiteSpace(rune))
                word.Append(rune);
            if (alone)
                Take(word, ids);
        }

        Take(word, ids);
    }

    private void Take(StringBuilder word, List<int> ids)
    {
        if (word.Length is > 0 and <= 2 * LongestWord)
            Piece(word.ToString(), ids);
        word.Clear();
    }

    private void Piece(string word, List<int> ids)
    {
        if (_tokens.TryGetValue(word, out var whole))
        {
            ids.Add(whole);
            return;
        }

        if (word.EnumerateRunes().Count() > LongestWord)
            return;
        var before = ids.Count;
        Span<char> piece = stackalloc char[word.Length + 2];
        for (var start = 0; start < word.Length;)
        {
            var end = word.Length;
            for (; end > start; end--)
            {
                if (TryFind(piece, word.AsSpan(start, end - start), start > 0, out var id))
                {
                    ids.Add(id);
                    break;
                }
            }

            if (end == start)
            {
                ids.RemoveRange(before, ids.Count - before);
                return;
            }

            start = end;
        }
    }

    private bool TryFind(Span<char> buffer, ReadOnlySpan<char> piece, bool continues, out int id)
    {
        if (!continues)
            return _tokens.TryGetValue(piece, out id);
        "##".CopyTo(buffer);
        piece.CopyTo(buffer[2..]);
        return _tokens.TryGetValue(buffer[..(piece.Length + 2)], out id);
    }

    private static string Clean(ReadOnlySpan<char> text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
                clean.Append(' ');
            else if (rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
                clean.Append(rune);
        }

        return clean.ToString();
    }

    private static bool IsPunctuation(Rune rune) =>
        rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126) || Rune.IsPunctuation(rune);

    private static bool IsIdeograph(int c) =>
        c is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x2A6DF)
            or (>= 0x2A700 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);
}
