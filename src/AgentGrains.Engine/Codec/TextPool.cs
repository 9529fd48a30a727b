using System.Collections.Concurrent;
using System.Text;

namespace AgentGrains.Engine.Codec;

/// <summary>Makes equal texts one string while a journal is read: speakers and sessions repeat thousands of times.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class TextPool
{
    private const int LongestShared = 128;

    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>Makes an empty pool.</summary>
    public TextPool() => _lookup = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    internal string Get(ReadOnlySpan<byte> utf8, Encoding encoding)
    {
        if (utf8.Length > LongestShared)
            return encoding.GetString(utf8);
        Span<char> chars = stackalloc char[LongestShared];
        ReadOnlySpan<char> text = chars[..encoding.GetChars(utf8, chars)];
        if (_lookup.TryGetValue(text, out var known))
            return known;
        var made = text.ToString();
        return _texts.GetOrAdd(made, made);
    }
}
