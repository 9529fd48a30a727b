using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AgentGrains.Samples.SupportDesk;

/// <summary>
/// A stand-in for a chat model, so that the sample runs on any machine and says the same each time: a rule sees the conversation and answers or calls
/// a tool. Any <see cref="IChatClient"/> takes its place.
/// </summary>
internal sealed class DeskModel(Func<IReadOnlyList<ChatMessage>, AIContent> rule) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [rule([.. messages])])));

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
