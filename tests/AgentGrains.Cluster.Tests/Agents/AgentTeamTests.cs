using Microsoft.Extensions.AI;
using Xunit;
using static AgentGrains.Cluster.Tests.Agents.ToolModel;

namespace AgentGrains.Cluster.Tests.Agents;

/// <summary>Agents that share a team's scope: they hand conversations over, and talk to each other.</summary>
public sealed class AgentTeamTests
{
    private static readonly Scope Desk = Scope.Team("acme", "desk");
    private static readonly string[] Group = ["ann", "bob", "cy"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_conversation_is_handed_to_the_agent_whose_matter_it_is()
    {
        var front = new ToolModel(_ => Call("team_handoff", ("agent", "Billing"), ("note", "asks for a refund")), _ => Call("team_handoff", ("agent", "billing")));
        var billing = new ToolModel(_ => Say("Your refund is on its way."));
        await using var cluster = await StartAsync(("front", front), ("billing", billing));
        var reply = await cluster.Memory.Agent("acme", "front").RunAsync("monday", "I want my money back.", Token);

        Assert.Equal(("Your refund is on its way.", "billing", null), (reply.Text, reply.Agent, reply.HandTo));
        Assert.Equal(1, front.Calls);   // nothing more is asked of the one that handed over
        Assert.Contains(billing.Prompts[0], message => message.Role == ChatRole.System && message.Text.Contains("front handed it over: asks for a refund", StringComparison.Ordinal));
        Assert.Equal("I want my money back.", billing.Prompts[0][^1].Text);
        Assert.Equal(
            [("user", "I want my money back."), ("billing", "Your refund is on its way.")],
            (await cluster.Memory.Scope(Desk).ListAsync(Token).ToListAsync(Token)).Select(record => (record.Provenance.Actor!, record.Text)));

        var updates = await cluster.Memory.Agent("acme", "front").RunStreamingAsync("tuesday", "Money back!", Token).Select(update => update.Kind).ToListAsync(Token);
        Assert.Equal([AgentUpdateKind.HandedOver, AgentUpdateKind.Done], updates.Where(kind => kind >= AgentUpdateKind.HandedOver));
    }

    [Fact]
    public async Task Agents_that_hand_to_each_other_for_ever_are_stopped_and_it_is_told()
    {
        var front = new ToolModel(_ => Call("team_handoff", ("agent", "billing")));
        var billing = new ToolModel(_ => Call("team_handoff", ("agent", "nobody")), _ => Call("team_handoff", ("agent", "front")));
        await using var cluster = await StartAsync(("front", front), ("billing", billing));
        var reply = await cluster.Memory.Agent("acme", "front").RunAsync("monday", "Help!", Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Token);
        Assert.NotNull(reply.HandTo);
        Assert.InRange(front.Calls + billing.Calls, 5, 8);
        Assert.Contains(billing.Prompts[1].SelectMany(message => message.Contents).OfType<FunctionResultContent>(), result =>
            result.Result!.ToString()!.StartsWith("Not handed over: there is no agent 'nobody'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_group_hears_every_word_once()
    {
        var models = Group.Select(name => (name, new ToolModel(_ => Say($"{name} one"), _ => Say($"{name} two")))).ToArray();
        await using var cluster = await StartAsync(models);
        var replies = await cluster.Memory.GroupChatAsync("acme", Group, "plan", "What shall we do?", rounds: 2, Token).ToListAsync(Token);

        Assert.Equal(["ann one", "bob one", "cy one", "ann two", "bob two", "cy two"], replies.Select(reply => reply.Text));
        Assert.Equal(
            ["What shall we do?", "ann one", "bob one", "cy one", "ann two", "bob two", "cy two"],
            (await cluster.Memory.Scope(Desk).ListAsync(Token).ToListAsync(Token)).Select(record => record.Text));
        var last = models[2].Item2.Prompts[^1].Where(message => message.Role != ChatRole.System).Select(message => (message.Role, message.Text)).ToList();
        Assert.Contains((ChatRole.User, "What shall we do?"), last);
        Assert.Contains((ChatRole.Assistant, "cy one"), last);
        Assert.Contains((ChatRole.User, "ann two"), last.Select(message => (message.Role, message.Text.Replace("ann: ", "", StringComparison.Ordinal))));
        Assert.Equal((ChatRole.User, "bob: bob two"), last[^1]);
    }

    private static async Task<MemoryCluster> StartAsync(params (string Name, ToolModel Model)[] agents)
    {
        var cluster = await MemoryCluster.StartAsync(configure: grains =>
        {
            foreach (var (name, model) in agents)
                grains.UseChatClient(name, _ => model);
        });
        foreach (var (name, _) in agents)
        {
            await cluster.Memory.Agent("acme", name).ConfigureAsync(
                new AgentProfile
                {
                    Reads = [Desk],
                    Writes = Desk,
                    Model = name,
                    Handoffs = [.. agents.Where(other => other.Name != name).Select(other => new Handoff(other.Name, $"Matters of {other.Name}."))],
                },
                Token);
        }

        return cluster;
    }
}
