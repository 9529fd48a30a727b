using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Inference.Resilience;

/// <summary>A chat client whose calls are guarded (<see cref="BackendOptions"/>). Streamed answers are not repeated: half of one was already read.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class GuardedChatClient : DelegatingChatClient
{
    private readonly BackendGuard<ChatResponse> _guard;

    /// <summary>Guards a chat client.</summary>
    /// <param name="inner">The client.</param>
    /// <param name="options">How it is called.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Told of every change of state.</param>
    public GuardedChatClient(IChatClient inner, BackendOptions options, TimeProvider clock, ILogger logger)
        : this(inner, new BackendGuard<ChatResponse>(
            inner?.GetService(typeof(ChatClientMetadata)) is ChatClientMetadata { DefaultModelId: { } model } metadata ? $"{metadata.ProviderName}:{model}" : "chat",
            options, clock, logger))
    {
    }

    internal GuardedChatClient(IChatClient inner, BackendGuard<ChatResponse> guard)
        : base(inner) => _guard = guard;

    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var asked = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        return _guard.CallAsync(
            static (call, token) => call.Inner.GetResponseAsync(call.asked, call.options, token), (Inner: InnerClient, asked, options), cancellationToken);
    }
}
