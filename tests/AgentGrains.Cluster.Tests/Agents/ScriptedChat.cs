using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace AgentGrains.Cluster.Tests.Agents;

/// <summary>A chat model that does what a test says and keeps what it was shown.</summary>
internal sealed class ScriptedChat(Func<string, CancellationToken, Task<string>> answer) : IChatClient
{
    private readonly ConcurrentQueue<IReadOnlyList<ChatMessage>> _prompts = [];

    public ScriptedChat(string answer)
        : this((_, _) => Task.FromResult(answer))
    {
    }

    /// <summary>Every prompt, in order.</summary>
    public IReadOnlyList<IReadOnlyList<ChatMessage>> Prompts => [.. _prompts];

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> prompt = [.. messages];
        _prompts.Enqueue(prompt);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, await answer(prompt[^1].Text, cancellationToken)));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Agents do not stream.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
