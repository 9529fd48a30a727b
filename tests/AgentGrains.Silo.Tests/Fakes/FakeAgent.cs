using System.Runtime.CompilerServices;

namespace AgentGrains.Silo.Tests;

internal sealed class FakeAgent(FakeMemoryClient client, Scope self) : IAgent
{
    private AgentProfile _profile = new() { Reads = [self], Writes = self };

    public ValueTask ConfigureAsync(AgentProfile profile, CancellationToken cancellationToken = default)
    {
        client.Check();
        _profile = profile;
        return ValueTask.CompletedTask;
    }

    public ValueTask<AgentProfile> GetProfileAsync(CancellationToken cancellationToken = default)
    {
        client.Check();
        return ValueTask.FromResult(_profile);
    }

    public async IAsyncEnumerable<AgentUpdate> RunStreamingAsync(
        string session, AgentMessage message, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new AgentUpdate(AgentUpdateKind.Done, Reply: await RunAsync(session, message, cancellationToken));
    }

    public async ValueTask<AgentReply> RunAsync(string session, AgentMessage message, CancellationToken cancellationToken = default)
    {
        client.Check();
        var found = _profile.Reads.SelectMany(scope => client.Memory(scope).Find(message.Text)).ToArray();
        var receipts = _profile.Writes is { } writes
            ? await client.Memory(writes).RememberAsync([new MemoryDraft { Text = message.Text, Session = session }], cancellationToken)
            : [];
        return new AgentReply(found.Length > 0 ? $"{found[0].Record.Text} [1]" : "I do not know.", [.. found], receipts);
    }
}
