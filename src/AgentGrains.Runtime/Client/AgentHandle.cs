using System.Runtime.CompilerServices;

namespace AgentGrains.Runtime.Client;

/// <summary>
/// One agent, seen from a client. A turn is not retried: its answer may already have been acted on. Handoffs are followed here and not from agent
/// to agent, so that two agents that hand to each other cannot wait for each other.
/// </summary>
internal sealed class AgentHandle(string tenant, string name, IGrainFactory grains) : IAgent
{
    private const int MostHandoffs = 4;

    private readonly IAgentGrain _agent = Of(tenant, name, grains);

    public async ValueTask ConfigureAsync(AgentProfile profile, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        WireRules.CheckText("persona", profile.Persona);
        TenantContext.Set(tenant);
        await _agent.ConfigureAsync(profile, cancellationToken);
    }

    public async ValueTask<AgentProfile> GetProfileAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(tenant);
        return await _agent.GetProfileAsync(cancellationToken);
    }

    public async ValueTask<AgentReply> RunAsync(string session, AgentMessage message, CancellationToken cancellationToken = default)
    {
        Check(message);
        TenantContext.Set(tenant);
        var (agent, said) = (_agent, message);
        for (var handed = 0; ; handed++)
        {
            var reply = await agent.RunAsync(session, said, cancellationToken);
            if (reply.HandTo is not { } target || handed == MostHandoffs)
                return reply;
            (agent, said) = (Of(tenant, target, grains), Hand(message, reply));
        }
    }

    public async IAsyncEnumerable<AgentUpdate> RunStreamingAsync(
        string session, AgentMessage message, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Check(message);
        var (agent, said) = (_agent, message);
        for (var handed = 0; ; handed++)
        {
            AgentReply? reply = null;
            await using var updates = new TenantEnumerator<AgentUpdate>(tenant, agent.RunStreamingAsync(session, said, cancellationToken), cancellationToken);
            while (await updates.MoveNextAsync())
            {
                reply = updates.Current.Reply;
                if (reply?.HandTo is null || handed == MostHandoffs)
                    yield return updates.Current;
            }

            if (reply?.HandTo is not { } target || handed == MostHandoffs)
                yield break;
            yield return new AgentUpdate(AgentUpdateKind.HandedOver, target, Reply: reply);
            (agent, said) = (Of(tenant, target, grains), Hand(message, reply));
        }
    }

    private static IAgentGrain Of(string tenant, string name, IGrainFactory grains) =>
        grains.GetGrain<IAgentGrain>($"{tenant}/{ScopeNames.Require("agent", name)}");

    private static AgentMessage Hand(AgentMessage message, AgentReply reply) =>
        message with { Note = $"{reply.Agent} handed it over{(reply.HandNote is { } note ? $": {note}" : ".")}" };

    private static void Check(AgentMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        WireRules.CheckText("message", message.Text);
        WireRules.CheckText("speaker", message.Speaker);
        WireRules.CheckText("note", message.Note);
    }

    /// <summary>Sets the tenant before every call of an enumeration: an iterator forgets it at every yield.</summary>
    private sealed class TenantEnumerator<T>(string tenant, IAsyncEnumerable<T> items, CancellationToken cancellationToken) : IAsyncDisposable
    {
        private IAsyncEnumerator<T>? _items;

        public T Current => _items!.Current;

        public ValueTask<bool> MoveNextAsync()
        {
            TenantContext.Set(tenant);
            return (_items ??= items.GetAsyncEnumerator(cancellationToken)).MoveNextAsync();
        }

        public ValueTask DisposeAsync()
        {
            TenantContext.Set(tenant);
            return _items?.DisposeAsync() ?? ValueTask.CompletedTask;
        }
    }
}
