using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentGrains.Engine.Importing;

/// <summary>Markdown or plain text: headings name conversations (and their day, where one is in it), "**Ann:**" or "Ann:" begins a turn, "- " a note.</summary>
internal static partial class MarkdownChat
{
    public static IEnumerable<ImportedItem> Read(string text)
    {
        var (conversation, at, item) = ((string?)null, (DateTimeOffset?)null, (ImportedItem?)null);
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                if (item is not null)
                    yield return item;
                (item, conversation) = (null, line.Trim('#', ' '));
                at = Day().Match(line) is { Success: true } day && DateTimeOffset.TryParse(day.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) ? parsed : null;
            }
            else if (Turn().Match(line) is { Success: true } turn)
            {
                if (item is not null)
                    yield return item;
                item = new ImportedItem(turn.Groups["text"].Value, Role(turn.Groups["who"].Value), conversation, at, "markdown");
            }
            else if (line.StartsWith("- ", StringComparison.Ordinal))
            {
                if (item is not null)
                    yield return item;
                item = new ImportedItem(line[2..], null, conversation, at, "markdown", IsMemory: true);
            }
            else if (item is not null && !string.IsNullOrWhiteSpace(line))
            {
                item = item with { Text = $"{item.Text}\n{line}" };
            }
        }

        if (item is not null)
            yield return item;
    }

    private static string Role(string who) => who is "User" or "You" or "Human" or "Me" ? "user" : who is "Assistant" or "ChatGPT" or "Claude" ? "assistant" : who;

    [GeneratedRegex(@"^(\*\*)?(?<who>[\p{L}][\p{L}\p{N} ._-]{0,30}?)(\*\*)?:(\*\*)?\s+(?<text>\S.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Turn();

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Day();
}
