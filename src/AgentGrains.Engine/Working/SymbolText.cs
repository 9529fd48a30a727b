using System.Collections.Immutable;
using System.Text;

namespace AgentGrains.Engine.Working;

/// <summary>
/// Symbols in texts: <c>&lt;|name|&gt;</c> points to a long content (dual memory of AmadeusGPT: the context keeps the pointer, the content
/// is expanded where it is needed).
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class SymbolText
{
    /// <summary>Longest name, in characters.</summary>
    public const int LongestName = 64;

    /// <summary>Whether a symbol can be called so.</summary>
    public static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > LongestName)
            return false;
        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_' or ':'))
                return false;
        }

        return true;
    }

    /// <summary>The names that a text mentions, in order, each once.</summary>
    public static ImmutableArray<string> Mentions(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var names = new List<string>();
        for (var position = 0; Next(text, ref position, out _, out var name);)
        {
            if (!names.Contains(name))
                names.Add(name);
        }

        return [.. names];
    }

    /// <summary>Puts contents in the place of mentions, and of the mentions in the contents. Depth is limited by size alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="contentOf">The content of a name; null when it is not defined.</param>
    /// <param name="maxBytes">Largest result in UTF-8 bytes; a mention whose content has no room stays as it is written.</param>
    public static SymbolExpansion Expand(string text, Func<string, string?> contentOf, int maxBytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(contentOf);
        var (output, unknown, circular, truncated) = (new StringBuilder(), new List<string>(), new List<string>(), false);
        var within = new HashSet<string>(StringComparer.Ordinal);
        var frames = new Stack<(string Text, int Position, string? Name)>();
        long size = Encoding.UTF8.GetByteCount(text);   // of the output, once all that is pending is written
        frames.Push((text, 0, null));
        while (frames.Count > 0)
        {
            var (source, position, owner) = frames.Pop();
            var from = position;
            if (!Next(source, ref position, out var start, out var name))
            {
                output.Append(source, from, source.Length - from);
                within.Remove(owner ?? "");
                continue;
            }

            output.Append(source, from, start - from);
            frames.Push((source, position, owner));
            if (within.Contains(name))
                Keep(circular);
            else if (contentOf(name) is not { } content)
                Keep(unknown);
            else if (size + Encoding.UTF8.GetByteCount(content) - (position - start) is var larger && larger > maxBytes)
                Leave(out truncated);
            else
                Enter(content, larger);

            void Keep(List<string> list)
            {
                if (!list.Contains(name))
                    list.Add(name);
                output.Append(source, start, position - start);
            }

            void Leave(out bool isTruncated)
            {
                output.Append(source, start, position - start);
                isTruncated = true;
            }

            void Enter(string content, long larger)
            {
                size = larger;
                within.Add(name);
                frames.Push((content, 0, name));
            }
        }

        return new SymbolExpansion(output.ToString(), [.. unknown], [.. circular], truncated);
    }

    // Finds the next mention at or after a position, and moves the position behind it.
    private static bool Next(string text, ref int position, out int start, out string name)
    {
        for (start = text.IndexOf("<|", position, StringComparison.Ordinal); start >= 0; start = text.IndexOf("<|", start + 2, StringComparison.Ordinal))
        {
            var end = text.IndexOf("|>", start + 2, StringComparison.Ordinal);
            if (end < 0)
                break;
            if (!IsName(text.AsSpan(start + 2, end - start - 2)))
                continue;
            (name, position) = (text[(start + 2)..end], end + 2);
            return true;
        }

        name = "";
        return false;
    }
}
