using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace AgentGrains.Cluster.Tests.Agents;

/// <summary>A chat model that does what a test says and keeps what it was shown.</summary>
internal sealed class ScriptedChat(Func<IReadOnlyList<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>> answer, string? model = null) : IChatClient
{
    private readonly ConcurrentQueue<IReadOnlyList<ChatMessage>> _prompts = [];

    public ScriptedChat(string answer, string? model = null)
        : this((_, _) => Task.FromResult(answer), model)
    {
    }

    public ScriptedChat(Func<string, CancellationToken, Task<string>> answer, string? model = null)
        : this(async (prompt, _, cancellationToken) => Says(await answer(prompt[^1].Text, cancellationToken)), model)
    {
    }

    /// <summary>Every prompt, in order.</summary>
    public IReadOnlyList<IReadOnlyList<ChatMessage>> Prompts => [.. _prompts];

    /// <summary>The options of the last call.</summary>
    public ChatOptions? Options { get; private set; }

    /// <summary>A response of one message.</summary>
    public static ChatResponse Says(string text) => new(new ChatMessage(ChatRole.Assistant, text));

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> prompt = [.. messages];
        _prompts.Enqueue(prompt);
        Options = options;
        return answer(prompt, options, cancellationToken);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Nothing here streams.");

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) && model is not null ? new ChatClientMetadata("scripted", null, model) : null;

    public void Dispose()
    {
    }
}
