using Microsoft.Extensions.AI;

namespace AgentGrains.Silo.Tests;

/// <summary>A model that follows a script: each step sees the conversation so far and either calls a function or answers.</summary>
internal sealed class ScriptedChatClient(params Func<IReadOnlyList<ChatMessage>, AIContent>[] script) : IChatClient
{
    private int _step;

    public IList<AITool>? OfferedTools { get; private set; }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        OfferedTools ??= options?.Tools;
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [script[_step++]([.. messages])])));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("scripted") : null;

    public void Dispose()
    {
    }

    /// <summary>What the last called function answered.</summary>
    public static string LastResult(IReadOnlyList<ChatMessage> messages) =>
        messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Last().Result?.ToString() ?? "";
}
