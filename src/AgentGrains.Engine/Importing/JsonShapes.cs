using System.Globalization;
using System.Text.Json;

namespace AgentGrains.Engine.Importing;

/// <summary>The JSON that others export, told apart by the properties it has.</summary>
internal static class JsonShapes
{
    /// <summary>The items of a document; null when it is in no form that is known.</summary>
    public static List<ImportedItem>? Read(JsonElement root)
    {
        foreach (var name in new[] { "conversations", "results", "memories", "messages", "passages", "archival_memory" })
        {
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var inner) && inner.ValueKind == JsonValueKind.Array)
                return Read(inner);
        }

        if (root.ValueKind == JsonValueKind.Object)
            return Conversation(root) ?? (Line(root) is { } one ? [one] : null);
        if (root.ValueKind != JsonValueKind.Array)
            return null;
        var items = new List<ImportedItem>();
        foreach (var element in root.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object)
                return null;
            if (Conversation(element) is { } conversation)
                items.AddRange(conversation);
            else if (Line(element) is { } line)
                items.Add(line);
        }

        return items.Count == 0 && root.GetArrayLength() > 0 ? null : items;
    }

    /// <summary>One message or memory; null when it has no text.</summary>
    public static ImportedItem? Line(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return null;
        var at = Time(item, "create_time", "created_at", "timestamp", "date", "occurredAt", "updated_at");
        if (Text(item, "memory") is { } memory)
            return new ImportedItem(memory, null, null, at, "mem0", IsMemory: true);
        var role = Text(item, "role", "sender", "author", "speaker", "actor", "name", "message_type");
        if (Content(item) is not { } text)
            return null;
        return role is null && item.TryGetProperty("text", out _) && (item.TryGetProperty("archive_id", out _) || item.TryGetProperty("embedding", out _) || item.TryGetProperty("source_id", out _))
            ? new ImportedItem(text, null, null, at, "letta", IsMemory: true)
            : new ImportedItem(text, RoleOf(role), Text(item, "session", "conversation", "thread", "conversation_id"), at, role?.EndsWith("_message", StringComparison.Ordinal) == true ? "letta" : "jsonl");
    }

    private static List<ImportedItem>? Conversation(JsonElement element)
    {
        var title = Text(element, "title", "name", "uuid", "id");
        if (element.TryGetProperty("mapping", out var mapping) && mapping.ValueKind == JsonValueKind.Object)
            return [.. ChatGptTree.Read(element, mapping).Select(message => new ImportedItem(Content(message)!, RoleOf(Author(message)), title, Time(message, "create_time"), "chatgpt"))];
        if (element.TryGetProperty("chat_messages", out var messages) && messages.ValueKind == JsonValueKind.Array)
        {
            return
            [
                .. from message in messages.EnumerateArray()
                   let text = Content(message)
                   where text is not null
                   select new ImportedItem(text, RoleOf(Text(message, "sender")), title, Time(message, "created_at"), "claude"),
            ];
        }

        return null;
    }

    private static string? Author(JsonElement message) => message.TryGetProperty("author", out var author) ? Text(author, "role") : null;

    private static string? RoleOf(string? role) => role switch
    {
        "human" or "user_message" => "user",
        "assistant_message" or "model" or "ai" => "assistant",
        _ => role,
    };

    /// <summary>Text in any of the places that exports keep it; null when there is none.</summary>
    internal static string? Content(JsonElement item)
    {
        if (item.TryGetProperty("content", out var content) || item.TryGetProperty("text", out content) || item.TryGetProperty("message", out content))
            return Flat(content);
        return null;
    }

    private static string? Flat(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => Blank(content.GetString()),
        JsonValueKind.Array => Blank(string.Join('\n', content.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.Object ? Text(part, "text") : Flat(part)).Where(part => part is not null))),
        JsonValueKind.Object when content.TryGetProperty("parts", out var parts) => Flat(parts),
        JsonValueKind.Object => Text(content, "text", "content"),
        _ => null,
    };

    private static string? Text(JsonElement item, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && Blank(value.GetString()) is { } text)
                return text;
        }

        return null;
    }

    private static DateTimeOffset? Time(JsonElement item, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!item.TryGetProperty(name, out var value))
                continue;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < 253_402_300_799)
                return DateTimeOffset.UnixEpoch.AddSeconds(seconds);
            if (value.ValueKind == JsonValueKind.String && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                return time;
        }

        return null;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
