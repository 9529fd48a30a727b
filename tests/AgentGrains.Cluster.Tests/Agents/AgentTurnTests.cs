using Microsoft.Extensions.AI;
using Xunit;

namespace AgentGrains.Cluster.Tests.Agents;

/// <summary>A turn recalls, answers and remembers, whatever the chat model does.</summary>
public sealed class AgentTurnTests
{
    private static readonly Scope Own = Scope.Agent("acme", "helper");

    [Fact]
    public async Task A_turn_shows_the_model_what_is_remembered_and_remembers_both_sides()
    {
        var chat = new ScriptedChat("In Lisbon [1].");
        await using var cluster = await StartAsync(chat);
        await cluster.Memory.Scope(Own).RememberAsync("Ann moved to Lisbon in March.", actor: "Ann");

        var reply = await Agent(cluster).RunAsync("monday", "Where does Ann live?");

        Assert.Equal("In Lisbon [1].", reply.Text);
        Assert.Equal("Ann moved to Lisbon in March.", Assert.Single(reply.Evidence).Record.Text);
        Assert.Contains(chat.Prompts[0], message => message.Role == ChatRole.System && message.Text.Contains("[1]", StringComparison.Ordinal)
            && message.Text.Contains("Ann moved to Lisbon in March.", StringComparison.Ordinal));
        Assert.Equal(("Where does Ann live?", ChatRole.User), (chat.Prompts[0][^1].Text, chat.Prompts[0][^1].Role));
        Assert.Equal(
            [("user", "Where does Ann live?"), ("helper", "In Lisbon [1].")],
            (await TurnsAsync(cluster)).Skip(1).Select(record => (record.Provenance.Actor!, record.Text)));
        Assert.Equal(2, reply.Receipts.Length);
    }

    [Fact]
    public async Task A_model_that_throws_fails_the_turn_and_not_the_agent()
    {
        var broken = true;
        var chat = new ScriptedChat((_, _) => broken ? throw new HttpRequestException("The model is away.") : Task.FromResult("Here again."));
        await using var cluster = await StartAsync(chat);

        var away = await Assert.ThrowsAsync<ModelBackendException>(async () => await Agent(cluster).RunAsync("monday", "Where does Ann live?"));
        Assert.Contains("The model is away.", away.Message, StringComparison.Ordinal);
        Assert.Empty(await TurnsAsync(cluster));

        broken = false;
        Assert.Equal("Here again.", (await Agent(cluster).RunAsync("monday", "Where does Ann live?")).Text);
        Assert.Equal(2, (await TurnsAsync(cluster)).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_that_hangs_holds_the_agent_no_longer_than_its_caller_waits(bool listens)
    {
        var chat = new ScriptedChat(async (message, cancellationToken) =>
        {
            if (message.Contains("hang", StringComparison.Ordinal))
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, listens ? cancellationToken : CancellationToken.None);
            return "Done.";
        });
        await using var cluster = await StartAsync(chat);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300), TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Agent(cluster).RunAsync("monday", "Please hang, where is Ann?", patience.Token));

        Assert.Equal("Done.", (await Agent(cluster).RunAsync("monday", "Where is Ann?").AsTask().WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System)).Text);
        Assert.DoesNotContain(await TurnsAsync(cluster), record => record.Text.Contains("hang", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_answer_is_no_memory()
    {
        await using var cluster = await StartAsync(new ScriptedChat("  "));
        Assert.Single((await Agent(cluster).RunAsync("monday", "Where does Ann live?")).Receipts);
        Assert.Equal("Where does Ann live?", Assert.Single(await TurnsAsync(cluster)).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Small_talk_is_answered_without_recall_unless_the_gate_is_off(bool gate)
    {
        var chat = new ScriptedChat("With pleasure.");
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.UseChatClient(_ => chat).ConfigureAgents(agents => agents.Gate = gate));
        for (var number = 0; number < 10; number++)
            await cluster.Memory.Scope(Own).RememberAsync($"Many thanks for plant {number}, said Ann.");

        var thanks = await Agent(cluster).RunAsync("monday", "Thanks!");
        var perhaps = await Agent(cluster).RunAsync("monday", "Any thanks for plant?");
        var question = await Agent(cluster).RunAsync("monday", "What did Ann say about my plant last time?");

        Assert.Equal(gate ? 0 : 10, thanks.Evidence.Length);
        Assert.Equal(gate ? 4 : 10, perhaps.Evidence.Length);
        Assert.Equal(10, question.Evidence.Length);
        Assert.Equal(gate ? 2 : 3, chat.Prompts[0].Count);
        Assert.Equal(2, thanks.Receipts.Length);
        Assert.Equal(10, (await cluster.Memory.Scope(Own).RecallAsync("Thanks!")).Evidence.Length);
    }

    [Theory]
    [InlineData(9_000)]
    [InlineData(32_000)]
    public async Task A_long_message_is_recalled_by_its_beginning_and_end_and_remembered_whole(int length)
    {
        var chat = new ScriptedChat("Noted.");
        await using var cluster = await StartAsync(chat);
        await cluster.Memory.Scope(Own).RememberAsync("The zeppelin is in hangar nine.");
        await cluster.Memory.Scope(Own).RememberAsync("The oleander is poisonous.");
        // Words that differ, so that the question at the end stands behind more words than are searched.
        var filler = string.Join(' ', Enumerable.Range(0, length).Select(i => $"λέξη{i}"));
        var message = $"About the zeppelin 🌱. {Cut(filler, length - 100)} Is the oleander poisonous?";

        var reply = await Agent(cluster).RunAsync("monday", message);

        Assert.Equal(["The oleander is poisonous.", "The zeppelin is in hangar nine."], reply.Evidence.Select(item => item.Record.Text).Order(StringComparer.Ordinal));
        Assert.Equal(message, (await TurnsAsync(cluster))[2].Text);
        Assert.Equal(message, chat.Prompts[0][^1].Text);

        static string Cut(string text, int bytes)
        {
            while (System.Text.Encoding.UTF8.GetByteCount(text) > bytes)
                text = text[..(text.Length - Math.Max(1, (System.Text.Encoding.UTF8.GetByteCount(text) - bytes) / 2))];
            return text;
        }
    }

    private static Task<MemoryCluster> StartAsync(IChatClient chat) => MemoryCluster.StartAsync(configure: grains => grains.UseChatClient(_ => chat));

    private static IAgent Agent(MemoryCluster cluster) => cluster.Memory.Agent("acme", "helper");

    private static async Task<List<MemoryRecord>> TurnsAsync(MemoryCluster cluster) => await cluster.Memory.Scope(Own).ListAsync().ToListAsync();
}
