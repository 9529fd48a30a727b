using System.Globalization;

namespace AgentGrains.Engine.Analysis;

/// <summary>What a token is made of.</summary>
internal enum TokenKind : byte
{
    Word,
    Number,

    /// <summary>Two neighbouring characters of a script that writes without spaces, or one that stands alone.</summary>
    Ideograph,
    Symbol,
}

/// <summary>Cuts folded text into letter runs, numbers, character pairs of scripts without spaces, and emoji.</summary>
/// <param name="text">The folded text.</param>
/// <param name="singles">
/// After the pairs of a run come its characters, so that a question of one character finds it. For what is indexed, not for questions.
/// </param>
internal ref struct Tokenizer(ReadOnlySpan<char> text, bool singles = false)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _runStart;
    private int _single;      // next character to be given alone
    private int _position;
    private int _runEnd;      // end of the ideograph run being cut into pairs; 0 outside one

    public ReadOnlySpan<char> Current { get; private set; }

    public TokenKind Kind { get; private set; }

    public bool MoveNext()
    {
        if (_position < _runEnd)
            return NextPair();
        if (_single < _runEnd)
            return NextSingle();
        while (_position < _text.Length)
        {
            var c = _text[_position];
            if (char.IsAsciiLetter(c))
                return Word();
            if (char.IsAsciiDigit(c))
                return Number();
            if (c < 0x80)
                _position++;
            else if (IsIdeograph(c))
                return StartPairs();
            else if (char.IsLetter(c))
                return Word();
            else if (IsSymbol(c))
                return Symbol();
            else
                _position++;
        }

        return false;
    }

    private bool Word()
    {
        var start = _position;
        var end = start;
        while (end < _text.Length && (char.IsAsciiLetter(_text[end]) || (_text[end] >= 0x80 && char.IsLetter(_text[end]) && !IsIdeograph(_text[end]))))
            end++;
        _position = end;
        Kind = TokenKind.Word;
        if (end + 1 < _text.Length && _text[end] == '\'' && char.IsAsciiLetter(_text[end + 1]))
            end = Contraction(start, end);
        Current = _text[start..end];
        return true;
    }

    // "don't" leaves "do" (its "not" is a stop word), "Ann's" leaves "ann"; anything else after an apostrophe is a word of its own.
    private int Contraction(int start, int end)
    {
        var after = end + 1;
        while (after < _text.Length && char.IsAsciiLetter(_text[after]))
            after++;
        var suffix = _text[(end + 1)..after];
        if (suffix is "t" && end - start > 1 && _text[end - 1] == 'n')
        {
            _position = after;
            return end - 1;
        }

        if (suffix is "s" or "re" or "ve" or "ll" or "d" or "m")
            _position = after;
        return end;
    }

    private bool Number()
    {
        var start = _position;
        var end = start;
        while (end < _text.Length && (char.IsAsciiDigit(_text[end]) || IsThousandsComma(end)))
            end++;
        if (IsOrdinalSuffix(end))
            end += 2;
        Current = _text[start..end];
        Kind = TokenKind.Number;
        _position = end;
        return true;
    }

    private readonly bool IsThousandsComma(int at) =>
        _text[at] == ',' && at + 3 < _text.Length
        && char.IsAsciiDigit(_text[at + 1]) && char.IsAsciiDigit(_text[at + 2]) && char.IsAsciiDigit(_text[at + 3])
        && (at + 4 == _text.Length || !char.IsAsciiDigit(_text[at + 4]));

    private readonly bool IsOrdinalSuffix(int at) =>
        at + 1 < _text.Length && _text.Slice(at, 2) is "st" or "nd" or "rd" or "th"
        && (at + 2 == _text.Length || !char.IsLetter(_text[at + 2]));

    private bool StartPairs()
    {
        (_runStart, _runEnd) = (_position, _position);
        while (_runEnd < _text.Length && IsIdeograph(_text[_runEnd]))
            _runEnd++;
        return NextPair();
    }

    private bool NextPair()
    {
        Current = _text[_position..Math.Min(_position + 2, _runEnd)];
        Kind = TokenKind.Ideograph;
        _position = _position + 2 >= _runEnd ? _runEnd : _position + 1;
        _single = singles && _position == _runEnd && _runEnd - _runStart > 1 ? _runStart : _runEnd;
        return true;
    }

    private bool NextSingle()
    {
        Current = _text.Slice(_single++, 1);
        return true;
    }

    private bool Symbol()
    {
        var length = char.IsHighSurrogate(_text[_position]) && _position + 1 < _text.Length ? 2 : 1;
        Current = _text.Slice(_position, length);
        Kind = TokenKind.Symbol;
        _position += length;
        return true;
    }

    private static bool IsIdeograph(char c) =>
        c is (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7AF')
            or (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF');

    private static bool IsSymbol(char c) => char.IsHighSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.OtherSymbol;
}
