using System.IO.Hashing;
using System.Text;

namespace AgentGrains.Engine.Debate.Bank;

/// <summary>What is the same in two errors that differ in names and numbers only.</summary>
public static class ErrorSignature
{
    /// <summary>The error without its numbers and what stands in single quotes, in lower case, with single spaces.</summary>
    public static string Normalize(string error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var text = new StringBuilder(error.Length);
        var quoted = false;
        for (var i = 0; i < error.Length; i++)
        {
            var c = error[i];
            if (c == '\'' && (quoted || IsOpening(error, i)))
            {
                quoted = !quoted;
                if (!quoted)
                    Append(text, '*');
            }
            else if (!quoted)
            {
                Append(text, char.IsAsciiDigit(c) ? '#' : char.IsWhiteSpace(c) ? ' ' : char.ToLowerInvariant(c));
            }
        }

        return text.ToString().Trim();
    }

    /// <summary>A short name of an error's class: 16 hexadecimal digits.</summary>
    public static string Of(string error) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(Normalize(error))).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    // An apostrophe inside a word opens nothing, and neither does one that is never closed.
    private static bool IsOpening(string text, int at) =>
        (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && text.IndexOf('\'', at + 1) > 0;

    // Runs of digits, of signs within numbers and of spaces are one.
    private static void Append(StringBuilder text, char c)
    {
        var last = text.Length == 0 ? '\0' : text[^1];
        if ((c == ' ' && last is ' ' or '\0') || (c == '#' && last == '#'))
            return;
        if (c == '#' && text.Length > 1 && last is '.' or ',' && text[^2] == '#')
        {
            text.Length--;
            return;
        }

        text.Append(c);
    }
}
