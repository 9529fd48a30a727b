using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace AgentGrains.Engine.Guard;

/// <summary>Text in an encoding: runs of base64 or hexadecimal digits that decode to words.</summary>
internal static class EncodedText
{
    private const int ShortestRun = 24;
    private const float Weight = 0.5f;

    private static readonly SearchValues<char> RunCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_");

    /// <summary>Adds a reason for the first run that decodes to words, and returns them; they may hold signals of their own.</summary>
    public static string? Scan(string text, List<GuardReason> reasons)
    {
        // A run that is long enough covers one of every ShortestRun characters: what lies between them is looked at only around a hit.
        for (var at = ShortestRun - 1; at < text.Length; at += ShortestRun)
        {
            if (!RunCharacters.Contains(text[at]))
                continue;
            var start = text.AsSpan(0, at).LastIndexOfAnyExcept(RunCharacters) + 1;
            var length = text.AsSpan(at).IndexOfAnyExcept(RunCharacters);
            var end = length < 0 ? text.Length : at + length;
            if (end - start >= ShortestRun && Decode(text.AsSpan(start, end - start)) is { } words)
            {
                reasons.Add(new GuardReason(GuardSignal.EncodedText, Weight, $"{end - start} characters decode to words"));
                return words;
            }

            at += (end - at) / ShortestRun * ShortestRun;   // the next position past this run
        }

        return null;
    }

    private static string? Decode(ReadOnlySpan<char> run)
    {
        if (!run.ContainsAnyInRange('0', '9') && !run.Contains('=') && run.IndexOfAnyInRange('A', 'Z') < 0)
            return null;   // a long word, or words joined by dashes
        return Base64Words(run) ?? HexWords(run);
    }

    private static string? Base64Words(ReadOnlySpan<char> run)
    {
        var digits = run.TrimEnd('=');
        if (digits.Length % 4 == 1)
            digits = digits[..^1];
        var bytes = new byte[Base64Url.GetMaxDecodedLength(digits.Length) + 3];
        var url = string.Create(digits.Length, digits, static (target, source) =>
        {
            source.CopyTo(target);
            target.Replace('+', '-');
            target.Replace('/', '_');
        });
        return Base64Url.DecodeFromChars(url, bytes, out _, out var written) == OperationStatus.Done ? Words(bytes.AsSpan(0, written)) : null;
    }

    private static string? HexWords(ReadOnlySpan<char> run)
    {
        var even = run[..(run.Length & ~1)];
        var bytes = new byte[even.Length / 2];
        return Convert.FromHexString(even, bytes, out _, out var written) == OperationStatus.Done ? Words(bytes.AsSpan(0, written)) : null;
    }

    // Keys and hashes decode to anything; words have letters and spaces.
    private static string? Words(ReadOnlySpan<byte> bytes)
    {
        var (letters, spaces) = (0, 0);
        foreach (var value in bytes)
        {
            if (value is < 0x20 and not (9 or 10 or 13) or > 0x7E)
                return null;
            letters += char.IsAsciiLetter((char)value) ? 1 : 0;
            spaces += value == ' ' ? 1 : 0;
        }

        return letters * 10 >= bytes.Length * 7 && spaces > 0 ? Encoding.ASCII.GetString(bytes) : null;
    }
}
