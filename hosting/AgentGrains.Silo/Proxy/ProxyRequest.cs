using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AgentGrains.Silo;

/// <summary>A request of OpenAI's chat API, as far as memory and the model need it; what is not known is left to lie, as clients send more every year.</summary>
internal sealed record ProxyRequest(IReadOnlyList<ChatMessage> Messages, ChatOptions Options, bool Streams, string? User, string? Model, UInt128 Fingerprint)
{
    /// <summary>The last thing that the person said; empty when the client goes on after a tool's answer.</summary>
    public string Question => Messages[^1].Role == ChatRole.User ? Messages[^1].Text : "";

    /// <exception cref="InvalidMemoryException">It is not such a request.</exception>
    public static async Task<ProxyRequest> ReadAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        try
        {
            using var document = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
            return Read(document.RootElement, XxHash128.HashToUInt128(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        }
        catch (JsonException)
        {
            throw new InvalidMemoryException("body", "The body is not JSON.");
        }
    }

    private static ProxyRequest Read(JsonElement root, UInt128 fingerprint)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            throw new InvalidMemoryException("messages", "messages is missing or empty; send at least one.");
        var options = new ChatOptions { Temperature = (float?)Number(root, "temperature"), TopP = (float?)Number(root, "top_p"), MaxOutputTokens = (int?)(Number(root, "max_completion_tokens") ?? Number(root, "max_tokens")) };
        if (root.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0)
            options.Tools = [.. tools.EnumerateArray().Select(Tool)];
        return new ProxyRequest(
            [.. messages.EnumerateArray().Select(Message)], options, root.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True, Text(root, "user"), Text(root, "model"), fingerprint);
    }

    private static ChatMessage Message(JsonElement message, int place)
    {
        var role = Text(message, "role");
        var content = message.ValueKind == JsonValueKind.Object && message.TryGetProperty("content", out var said) ? Flat(said) : "";
        if (role == "tool")
            return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(Text(message, "tool_call_id") ?? "", content)]);
        var made = new ChatMessage(role switch
        {
            "system" or "developer" => ChatRole.System,
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            _ => throw new InvalidMemoryException($"messages[{place}].role", $"'{role}' is not a role; it is system, developer, user, assistant or tool."),
        }, content);
        if (message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
        {
            foreach (var call in calls.EnumerateArray())
                made.Contents.Add(Call(call));
        }

        return made;
    }

    private static FunctionCallContent Call(JsonElement call)
    {
        var function = call.TryGetProperty("function", out var inner) ? inner : default;
        var arguments = Text(function, "arguments") is { Length: > 0 } json ? JsonSerializer.Deserialize(json, ProxyJson.Default.DictionaryStringObject) : null;
        return new FunctionCallContent(Text(call, "id") ?? "", Text(function, "name") ?? "", arguments);
    }

    private static AITool Tool(JsonElement tool, int place)
    {
        var function = tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("function", out var inner) ? inner : default;
        return Text(function, "name") is { } name
            ? AIFunctionFactory.CreateDeclaration(name, Text(function, "description"), function.TryGetProperty("parameters", out var schema) ? schema.Clone() : ProxyJson.NoParameters)
            : throw new InvalidMemoryException($"tools[{place}]", "The tool has no function name.");
    }

    private static string Flat(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Join('\n', content.EnumerateArray().Select(part => Text(part, "text")).Where(part => part is not null)),
        _ => "",
    };

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <summary>Names a turn of a session: the same request again is the same turn.</summary>
    public string Key(string session, string side) =>
        $"proxy-{Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes($"{session}\u001f{Fingerprint:x32}\u001f{side}")))}";
}
