using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AgentGrains.Runtime.Inference;

/// <summary>The silo's chat client: every call waits for its turn in the pool, under the tenant of its context.</summary>
/// <remarks>Thread-safe. Answers that are streamed come from this silo's backend.</remarks>
internal sealed class PooledChatClient(ChatPool pool, RemotePools remote) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (pool.IsImmediate)
            return await pool.Backend.GetResponseAsync(messages, options, cancellationToken);
        var asked = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        if (remote.IsElsewhere(pool.ModelId) && ChatPacking.TryPack(asked, options, remote.Chat.Patience) is { } packed)
        {
            var answer = await remote.Chat.TryAsync(
                static (state, token) => state.Grains.GetGrain<IChatPoolGrain>(state.ModelId).AnswerAsync(state.packed, token),
                (remote.Grains, pool.ModelId, packed), cancellationToken);
            if (answer is not null)
                return ChatPacking.Unpack(answer);
        }

        using var turn = await pool.EnterAsync(PoolTenant.Current, asked, options, cancellationToken);
        return await pool.Backend.GetResponseAsync(asked, options, cancellationToken);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var asked = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        using var turn = pool.IsImmediate ? null : await pool.EnterAsync(PoolTenant.Current, asked, options, cancellationToken);
        await foreach (var update in pool.Backend.GetStreamingResponseAsync(asked, options, cancellationToken))
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : pool.Backend.GetService(serviceType, serviceKey);
    }

    public void Dispose()
    {
        // The backend is disposed with the silo.
    }
}
