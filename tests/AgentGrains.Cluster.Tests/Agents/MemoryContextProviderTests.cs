#pragma warning disable MAAI001 // Calling a provider as the framework does is for evaluation; deriving one is not.
using System.Runtime.CompilerServices;
using System.Text.Json;
using AgentGrains.AgentFramework;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Xunit;

namespace AgentGrains.Cluster.Tests.Agents;

/// <summary>An agent of Microsoft Agent Framework recalls before a turn and remembers after it.</summary>
public sealed class MemoryContextProviderTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_remembered_is_in_the_context_and_what_is_said_is_remembered()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        await cluster.Memory.Scope(Ann).RememberAsync("I moved to Lisbon in March.", "Ann", cancellationToken: Token);
        await cluster.Memory.Scope(Ann).Working("monday").OpenSubgoalAsync("Find a flat", Token);
        var (provider, agent) = (new MemoryContextProvider(cluster.Memory, [Ann], Ann, "monday"), new Agent());

        ChatMessage[] asked = [new(ChatRole.User, "Where does Ann live?")];
        var context = await provider.InvokingAsync(new AIContextProvider.InvokingContext(agent, null, new AIContext { Messages = asked }), Token);
        Assert.Contains("[1]", context.Instructions, StringComparison.Ordinal);
        Assert.Contains("I moved to Lisbon in March.", context.Instructions, StringComparison.Ordinal);
        Assert.Contains("Goal 1: Find a flat", context.Instructions, StringComparison.Ordinal);

        await provider.InvokedAsync(new AIContextProvider.InvokedContext(agent, null, asked, [new ChatMessage(ChatRole.Assistant, "In Lisbon [1].")]), Token);
        var turns = await cluster.Memory.Scope(Ann).ListAsync(Token).ToListAsync(Token);
        Assert.Equal(
            [("Ann", "I moved to Lisbon in March."), ("user", "Where does Ann live?"), ("guide", "In Lisbon [1].")],
            turns.Select(turn => (turn.Provenance.Actor!, turn.Text)));
    }

    [Fact]
    public async Task A_turn_that_failed_or_of_an_agent_that_may_not_write_is_not_remembered_and_tenants_do_not_mix()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        ChatMessage[] asked = [new(ChatRole.User, "Where does Ann live?")];
        var agent = new Agent();
        await new MemoryContextProvider(cluster.Memory, [Ann], Ann, "monday")
            .InvokedAsync(new AIContextProvider.InvokedContext(agent, null, asked, new HttpRequestException("The model is away.")), Token);
        await new MemoryContextProvider(cluster.Memory, [Ann], null, "monday")
            .InvokedAsync(new AIContextProvider.InvokedContext(agent, null, asked, [new ChatMessage(ChatRole.Assistant, "Who knows.")]), Token);
        Assert.Empty(await cluster.Memory.Scope(Ann).ListAsync(Token).ToListAsync(Token));
        Assert.Throws<ArgumentException>(() => new MemoryContextProvider(cluster.Memory, [Ann], Scope.User("other", "bob"), "monday"));
        Assert.Throws<ArgumentException>(() => new MemoryContextProvider(cluster.Memory, [], Ann, "monday"));
    }

    private sealed class Agent : AIAgent
    {
        public override string? Name => "guide";

        protected override ValueTask<AgentSession> CreateSessionCoreAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        protected override ValueTask<JsonElement> SerializeSessionCoreAsync(
            AgentSession session, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        protected override ValueTask<AgentSession> DeserializeSessionCoreAsync(
            JsonElement serializedState, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        protected override Task<AgentResponse> RunCoreAsync(
            IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        protected override async IAsyncEnumerable<AgentResponseUpdate> RunCoreStreamingAsync(
            IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield break;
        }
    }
}
