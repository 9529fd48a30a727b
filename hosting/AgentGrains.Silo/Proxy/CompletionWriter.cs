using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AgentGrains.Silo;

/// <summary>Answers in the form of OpenAI's chat API.</summary>
internal sealed class CompletionWriter(long created, string model)
{
    private readonly string _id = $"chatcmpl-{Guid.CreateVersion7():N}";
    private bool _begun;

    /// <summary>The model that the client asked for.</summary>
    public string Model => model;

    /// <summary>A whole answer.</summary>
    public CompletionAnswer Whole(ChatResponse response) => new(
        _id, "chat.completion", created, response.ModelId ?? model,
        [new CompletionChoice(0, Message: new CompletionMessage("assistant", response.Text.Length > 0 ? response.Text : null, Calls(response.Messages.SelectMany(message => message.Contents), isPiece: false)), FinishReason: Reason(response))],
        Usage(response));

    /// <summary>A piece of an answer; null when it says nothing.</summary>
    public CompletionAnswer? Piece(ChatResponseUpdate update)
    {
        var calls = Calls(update.Contents, isPiece: true);
        if (update.Text.Length == 0 && calls is null)
            return null;
        var role = _begun ? null : "assistant";
        _begun = true;
        return new CompletionAnswer(_id, "chat.completion.chunk", created, update.ModelId ?? model, [new CompletionChoice(0, Delta: new CompletionMessage(role, update.Text.Length > 0 ? update.Text : null, calls))]);
    }

    /// <summary>The last piece.</summary>
    public CompletionAnswer End(ChatResponse response) => new(
        _id, "chat.completion.chunk", created, response.ModelId ?? model, [new CompletionChoice(0, Delta: new CompletionMessage(null, null), FinishReason: Reason(response))], Usage(response));

    private static string Reason(ChatResponse response) =>
        response.Messages.Any(message => message.Contents.OfType<FunctionCallContent>().Any()) ? "tool_calls" : response.FinishReason == ChatFinishReason.Length ? "length" : "stop";

    private static List<CompletionCall>? Calls(IEnumerable<AIContent> contents, bool isPiece)
    {
        var calls = contents.OfType<FunctionCallContent>().Select((call, i) => new CompletionCall(
            isPiece ? i : null, call.CallId, "function", new CompletionFunction(call.Name, JsonSerializer.Serialize(call.Arguments is null ? [] : new Dictionary<string, object?>(call.Arguments), ProxyJson.Default.DictionaryStringObject)))).ToList();
        return calls.Count == 0 ? null : calls;
    }

    private static CompletionUsage? Usage(ChatResponse response) => response.Usage is { } usage
        ? new CompletionUsage(usage.InputTokenCount ?? 0, usage.OutputTokenCount ?? 0, usage.TotalTokenCount ?? 0)
        : null;
}
