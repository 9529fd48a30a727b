using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace AgentGrains.Engine.Importing;

/// <summary>
/// Reads what other assistants and memories export, as drafts to remember. The form is told by the content: conversations of ChatGPT (a tree of messages) and of
/// Claude, memories of mem0, messages and passages of Letta, JSON lines, and Markdown whose paragraphs begin with a name.
/// </summary>
/// <remarks>
/// Pure and thread-safe. Every draft has a key computed from where it stood and what it says, so that an import that was cut short, or is repeated, doubles nothing.
/// What has no text is left out.
/// </remarks>
public static class ChatExport
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads an export.</summary>
    /// <param name="content">The file's text.</param>
    /// <param name="owner">Who "user" is; names the actor of the person's turns.</param>
    /// <exception cref="FormatException">It is in no form that is known; the message says which are.</exception>
    public static ImmutableArray<MemoryDraft> Read(string content, string owner = "user")
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrWhiteSpace(owner);
        var text = content.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.Length == 0)
            return [];
        var items = text[0] is '{' or '[' ? ReadJson(text) : [.. MarkdownChat.Read(text)];
        var drafts = ImmutableArray.CreateBuilder<MemoryDraft>();
        foreach (var (place, item) in items.Where(item => !string.IsNullOrWhiteSpace(item.Text)).Index())
            drafts.Add(item.ToDraft(owner, place));
        return drafts.ToImmutable();
    }

    private static List<ImportedItem> ReadJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            return JsonShapes.Read(document.RootElement)
                ?? throw new FormatException("The JSON is no export that is known: conversations of ChatGPT or Claude, memories of mem0, messages or passages of Letta.");
        }
        catch (JsonException) when (text[0] == '{' && text.Contains('\n', StringComparison.Ordinal))
        {
            return ReadLines(text);
        }
        catch (JsonException broken)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The JSON cannot be read at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine}; is the file whole?"), broken);
        }
    }

    private static List<ImportedItem> ReadLines(string text)
    {
        var items = new List<ImportedItem>();
        foreach (var (number, line) in text.Split('\n').Index())
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                using var document = JsonDocument.Parse(line, Lenient);
                items.Add(JsonShapes.Line(document.RootElement) ?? throw new FormatException($"Line {number + 1} has neither text, content nor memory."));
            }
            catch (JsonException broken)
            {
                throw new FormatException($"Line {number + 1} is no JSON; is the file whole?", broken);
            }
        }

        return items;
    }
}
