using System.Text.Json;
using Microsoft.Extensions.AI;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Inference;

/// <summary>Lets the other silos use this silo's chat model.</summary>
[StatelessWorker(1), Reentrant, AcceleratorPlacement, GrainType("chat-pool")]
internal sealed class ChatPoolGrain(ChatPool? pool = null) : Grain, IChatPoolGrain
{
    public async ValueTask<byte[]> AnswerAsync(PooledChat chat, CancellationToken cancellationToken)
    {
        var (tenant, id) = (PoolTenant.Require(), this.GetPrimaryKeyString());
        if (pool is null || pool.ModelId != id)
            throw new ModelBackendException(id, BackendFault.Unreachable, $"This silo does not serve the chat model '{id}'; its own is '{pool?.ModelId ?? "none"}'.");
        var (messages, options) = ChatPacking.Unpack(chat);
        using var turn = await pool.EnterAsync(tenant, messages, options, cancellationToken);
        return ChatPacking.Pack(await pool.Backend.GetResponseAsync(messages, options, cancellationToken));
    }
}

/// <summary>Chats as they travel between silos.</summary>
internal static class ChatPacking
{
    /// <summary>A chat as JSON; null when it holds what cannot travel: tools, or properties of the caller's own.</summary>
    public static PooledChat? TryPack(IReadOnlyList<ChatMessage> messages, ChatOptions? options, TimeSpan patience)
    {
        if (options is { Tools.Count: > 0 } or { AdditionalProperties.Count: > 0 } or { RawRepresentationFactory: not null }
            || messages.Any(static message => message.Contents.Any(static content => content is not TextContent)))
        {
            return null;
        }

        return new PooledChat(
            JsonSerializer.SerializeToUtf8Bytes(messages.ToList(), AIJsonUtilities.DefaultOptions),
            options is null ? null : JsonSerializer.SerializeToUtf8Bytes(options, AIJsonUtilities.DefaultOptions), patience);
    }

    public static (List<ChatMessage> Messages, ChatOptions? Options) Unpack(PooledChat chat) => (
        JsonSerializer.Deserialize<List<ChatMessage>>(chat.Messages, AIJsonUtilities.DefaultOptions)!,
        chat.Options is null ? null : JsonSerializer.Deserialize<ChatOptions>(chat.Options, AIJsonUtilities.DefaultOptions));

    public static byte[] Pack(ChatResponse response) => JsonSerializer.SerializeToUtf8Bytes(response, AIJsonUtilities.DefaultOptions);

    public static ChatResponse Unpack(byte[] response) => JsonSerializer.Deserialize<ChatResponse>(response, AIJsonUtilities.DefaultOptions)!;
}
