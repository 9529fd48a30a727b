using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Chat;

/// <summary>
/// Answers without a model: it quotes the evidence that fits the question best and cites it, or says that nothing is remembered.
/// Every word of an answer stands in a memory.
/// </summary>
/// <remarks>Thread-safe. The evidence comes in <see cref="ChatOptions.AdditionalProperties"/> under <see cref="EvidenceProperty"/>.</remarks>
public sealed class ExtractiveChatClient : IChatClient
{
    /// <summary>Key of an <see cref="ImmutableArray{T}"/> of <see cref="Evidence"/>, best first.</summary>
    public const string EvidenceProperty = "agentgrains.evidence";

    /// <summary>The answer when there is no evidence.</summary>
    public const string NothingRemembered = "I remember nothing about that.";

    private static readonly BackendTraits Traits = new() { IsImmediate = true };
    private static readonly ChatClientMetadata Metadata = new("agentgrains", null, "extractive-v1");

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        var question = messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        var evidence = options?.AdditionalProperties?.TryGetValue(EvidenceProperty, out ImmutableArray<Evidence> given) == true ? given : [];
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, ExtractiveAnswer.Compose(question, evidence)))
        {
            ModelId = Metadata.DefaultModelId,
            FinishReason = ChatFinishReason.Stop,
        });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(ChatClientMetadata) ? Metadata : serviceType == typeof(BackendTraits) ? Traits : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held that needs releasing.
    }
}
