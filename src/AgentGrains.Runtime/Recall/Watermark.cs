using System.Globalization;

namespace AgentGrains.Runtime.Recall;

/// <summary>A receipt's watermark, as MemoryState writes it: scope name, memory, position.</summary>
/// <param name="Scope">Name of the scope.</param>
/// <param name="Type">Which of its memories.</param>
/// <param name="Sequence">Position in that memory's journal.</param>
internal readonly record struct Watermark(string Scope, MemoryType Type, long Sequence)
{
    /// <exception cref="InvalidMemoryException">It is not a watermark.</exception>
    public static Watermark Parse(string text)
    {
        var at = text.LastIndexOf('@');
        if (at > 0 && at + 2 < text.Length && "esp".IndexOf(text[at + 1], StringComparison.Ordinal) is >= 0 and var type
            && long.TryParse(text.AsSpan(at + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return new Watermark(text[..at], (MemoryType)type, sequence);
        throw new InvalidMemoryException("watermark", $"'{text}' is not a watermark; pass one from a receipt.");
    }
}
