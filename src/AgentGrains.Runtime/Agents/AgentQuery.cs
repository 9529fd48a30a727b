using System.Text;

namespace AgentGrains.Runtime.Agents;

/// <summary>What an agent asks its memory about a message: the message, or its beginning and end when it is long.</summary>
internal static class AgentQuery
{
    // About as many words as a search reads; a pasted document's middle would crowd out the question around it.
    private const int LongestQuery = 2048;

    /// <summary>The question, in at most <paramref name="maxBytes"/> bytes of UTF-8, cut between words where there are any.</summary>
    public static string Of(string message, int maxBytes)
    {
        var most = Math.Min(maxBytes, LongestQuery);
        if (Encoding.UTF8.GetByteCount(message) <= most)
            return message;
        message = message.Trim();
        var half = (most - 1) / 2;
        var beginning = message[..Fitting(message, half)];
        var end = message[^FittingFromEnd(message, half)..];
        var query = $"{beginning.TrimEnd()}\n{end.TrimStart()}".Trim();
        return query.Length > 0 ? query : message[..Fitting(message, most)];
    }

    private static int Fitting(string text, int bytes)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
                break;
            length += rune.Utf16SequenceLength;
        }

        var border = length == 0 ? -1 : text.LastIndexOfAny([' ', '\n', '\t'], length - 1, length);
        return border > length / 2 ? border : length;
    }

    private static int FittingFromEnd(string text, int bytes)
    {
        var start = text.Length;
        while (start > 0 && Rune.DecodeLastFromUtf16(text.AsSpan(0, start), out var rune, out var length) == System.Buffers.OperationStatus.Done)
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
                break;
            start -= length;
        }

        var border = start == text.Length ? -1 : text.IndexOfAny([' ', '\n', '\t'], start);
        return text.Length - (border >= 0 && border < (start + text.Length) / 2 ? border : start);
    }
}
