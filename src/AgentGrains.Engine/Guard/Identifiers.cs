namespace AgentGrains.Engine.Guard;

/// <summary>
/// Identifiers in a text: words of at least five characters with at least three digits that are no date, time or amount, such as account,
/// ticket and patient numbers. Two are of one form when letters and digits alternate alike ("010-321" and "27-9465"; "INC-104" and "REQ-77001").
/// </summary>
internal static class Identifiers
{
    private const int Least = 5;
    private const int LeastDigits = 3;

    /// <summary>Calls for every identifier, as a range of the text.</summary>
    public static void Find(ReadOnlySpan<char> text, List<Range> found)
    {
        found.Clear();
        for (var i = 0; i < text.Length;)
        {
            // Identifiers have digits: everything before the word of the next digit is passed over.
            var digit = text[i..].IndexOfAnyInRange('0', '9');
            if (digit < 0)
                return;
            var at = i + digit;
            var start = at;
            while (start > i && IsPart(text[start - 1]))
                start--;
            var end = at;
            while (end < text.Length && (IsPart(text[end]) || (IsJoint(text[end]) && end + 1 < text.Length && char.IsAsciiLetterOrDigit(text[end + 1]))))
                end++;
            while (start < end && !char.IsAsciiLetterOrDigit(text[start]))
                start++;
            if (IsIdentifier(text[start..end]))
                found.Add(new Range(start, end));
            i = Math.Max(end, at + 1);
        }
    }

    /// <summary>Whether a text holds two different identifiers of one form.</summary>
    public static bool HasPair(ReadOnlySpan<char> text)
    {
        var found = new List<Range>();
        Find(text, found);
        for (var i = 0; i < found.Count; i++)
        {
            for (var j = i + 1; j < found.Count; j++)
            {
                if (SameForm(text[found[i]], text[found[j]]) && !text[found[i]].Equals(text[found[j]], StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }

    public static bool SameForm(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        int i = 0, j = 0;
        while (i < one.Length && j < other.Length)
        {
            var (a, b) = (Class(one[i]), Class(other[j]));
            if (a != b)
                return false;
            for (; i < one.Length && Class(one[i]) == a && a != 'p'; i++) { }
            for (; j < other.Length && Class(other[j]) == b && b != 'p'; j++) { }
            if (a == 'p')
                (i, j) = (i + 1, j + 1);
        }

        return i == one.Length && j == other.Length;
    }

    private static char Class(char c) => char.IsAsciiDigit(c) ? '0' : char.IsAsciiLetter(c) ? 'a' : 'p';

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '#';

    private static bool IsJoint(char c) => c is '.' or '/' or ':' or ',';

    private static bool IsIdentifier(ReadOnlySpan<char> word)
    {
        if (word.Length < Least)
            return false;
        var (digits, letters, joints, dashes) = (0, 0, 0, 0);
        foreach (var c in word)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            letters += char.IsAsciiLetter(c) ? 1 : 0;
            joints += IsJoint(c) ? 1 : 0;
            dashes += c == '-' ? 1 : 0;
        }

        if (digits < LeastDigits)
            return false;
        if (letters == 0 && joints > 0)
            return false;   // amounts, versions, times, dates with slashes
        return !(letters is 0 or 1 && dashes >= 1 && IsDate(word));
    }

    // 2104-12, 2104-12-29, 2104-12-29T10
    private static bool IsDate(ReadOnlySpan<char> word) =>
        word.Length >= 6 && word[4] == '-' && !word[..4].ContainsAnyExceptInRange('0', '9') && word[..2] is "19" or "20" or "21"
        && (word.Length <= 7 || (word.Length >= 8 && word[7] == '-') || (word.Length >= 8 && word[6] == '-'));
}
