using System.Buffers;
using System.Globalization;
using System.Text;

namespace AgentGrains.Engine.Analysis;

/// <summary>
/// Brings text to the one form that is compared: compatibility-decomposed, without diacritics, lower case.
/// Plain English takes a vectorised path that allocates nothing.
/// </summary>
/// <param name="foldDigits">Digits of other scripts become 0 to 9; off where what was made without it is stored.</param>
/// <remarks>Owns a buffer that the next call overwrites. Not thread-safe.</remarks>
internal sealed class TextFolder(bool foldDigits = false)
{
    private char[] _buffer = new char[512];

    /// <summary>The folded text; valid until the next call.</summary>
    public ReadOnlySpan<char> Fold(string text)
    {
        if (_buffer.Length < text.Length)
            _buffer = new char[Math.Max(text.Length, _buffer.Length * 2)];
        if (Ascii.ToLower(text, _buffer, out var written) == OperationStatus.Done)
            return _buffer.AsSpan(0, written);
        return TryFoldPunctuated(text) ? _buffer.AsSpan(0, text.Length) : FoldUnicode(text);
    }

    // English with typographic quotes and dashes is common, and needs no normalisation.
    private bool TryFoldPunctuated(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < 0x80)
                _buffer[i] = c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c;
            else if (c is '\u2018' or '\u2019')
                _buffer[i] = '\'';
            else if (c is >= '\u2010' and <= '\u2027')
                _buffer[i] = ' ';
            else
                return false;
        }

        return true;
    }

    private ReadOnlySpan<char> FoldUnicode(string text)
    {
        var decomposed = Decompose(text);
        if (_buffer.Length < decomposed.Length * 2)
            _buffer = new char[decomposed.Length * 2];

        var length = 0;
        foreach (var c in decomposed)
        {
            if (c >= 0x300 && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
                continue;
            switch (char.ToLowerInvariant(c))
            {
                case 'ß': _buffer[length++] = 's'; _buffer[length++] = 's'; break;
                case 'æ': _buffer[length++] = 'a'; _buffer[length++] = 'e'; break;
                case 'œ': _buffer[length++] = 'o'; _buffer[length++] = 'e'; break;
                case 'ø': _buffer[length++] = 'o'; break;
                case 'ł': _buffer[length++] = 'l'; break;
                case 'đ': _buffer[length++] = 'd'; break;
                case 'ı': _buffer[length++] = 'i'; break;
                case 'ς': _buffer[length++] = 'σ'; break;
                case 'ى': _buffer[length++] = 'ي'; break;
                case 'ة': _buffer[length++] = 'ه'; break;
                case '\u0640' or '\u200C' or '\u200D' or '\uFE0F': break; // tatweel, joiners and variation selectors spell nothing
                case '\u2018' or '\u2019' or '\u02BC': _buffer[length++] = '\''; break;
                case >= '\u0660' and var digit when foldDigits && CharUnicodeInfo.GetDecimalDigitValue(digit) is >= 0 and var value:
                    _buffer[length++] = (char)('0' + value);
                    break;
                case var lower: _buffer[length++] = lower; break;
            }
        }

        return _buffer.AsSpan(0, length);
    }

    private static string Decompose(string text)
    {
        try
        {
            var decomposed = text.Normalize(NormalizationForm.FormKD);
            return decomposed.AsSpan().ContainsAnyInRange('\u1100', '\u11FF') ? decomposed.Normalize(NormalizationForm.FormC) : decomposed;
        }
        catch (ArgumentException)
        {
            // A lone surrogate cannot be normalised; the rest of the text is still worth finding.
            return text;
        }
    }
}
