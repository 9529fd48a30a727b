using System.Text.Json;

namespace AgentGrains.Engine.Importing;

/// <summary>A conversation as ChatGPT exports it: a tree, since questions are edited and answers made anew. The branch that was last seen is the conversation.</summary>
internal static class ChatGptTree
{
    private const int Deepest = 100_000;   // a file may be damaged, or made to harm

    /// <summary>The messages of the current branch that people see, from the first.</summary>
    public static IEnumerable<JsonElement> Read(JsonElement conversation, JsonElement mapping)
    {
        var branch = new Stack<JsonElement>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var node = Current(conversation, mapping); node is not null && seen.Count < Deepest && seen.Add(node) && mapping.TryGetProperty(node, out var entry); node = Parent(entry))
        {
            if (entry.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object && IsSpoken(message) && JsonShapes.Content(message) is not null)
                branch.Push(message);
        }

        return branch;
    }

    private static string? Current(JsonElement conversation, JsonElement mapping) =>
        conversation.TryGetProperty("current_node", out var current) && current.ValueKind == JsonValueKind.String ? current.GetString() : Leaf(mapping);

    private static string? Leaf(JsonElement mapping) =>
        mapping.EnumerateObject().Where(entry => !entry.Value.TryGetProperty("children", out var children) || children.GetArrayLength() == 0).Select(entry => entry.Name).LastOrDefault();

    private static string? Parent(JsonElement entry) => entry.TryGetProperty("parent", out var parent) && parent.ValueKind == JsonValueKind.String ? parent.GetString() : null;

    private static bool IsSpoken(JsonElement message) =>
        message.TryGetProperty("author", out var author) && author.TryGetProperty("role", out var role) && role.GetString() is "user" or "assistant";
}
