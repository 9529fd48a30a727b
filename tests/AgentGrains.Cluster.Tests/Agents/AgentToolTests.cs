using System.ComponentModel;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Xunit;
using static AgentGrains.Cluster.Tests.Agents.ToolModel;

namespace AgentGrains.Cluster.Tests.Agents;

/// <summary>A model calls an agent's tools through Semantic Kernel; whatever tool and model do is contained and told.</summary>
public sealed class AgentToolTests
{
    private static readonly Scope Own = Scope.Agent("acme", "helper");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tool_is_called_and_its_result_is_shown_and_remembered_as_what_the_answer_rests_on()
    {
        var model = new ToolModel(_ => Call("orders_status", ("order", 7)), seen => Say($"It says: {Last(seen)}"));
        await using var cluster = await StartAsync(model);
        var reply = await RunAsync(cluster, "Where is order 7?");

        Assert.Equal("It says: order 7 is on its way", reply.Text);
        Assert.Equal(new ToolCall("orders_status", "{\"order\":7}", "order 7 is on its way", ToolOutcome.Answered), Assert.Single(reply.Tools));
        Assert.Equal("helper", reply.Agent);
        var records = await cluster.Memory.Scope(Own).ListAsync(Token).ToListAsync(Token);
        Assert.Equal([MemoryKind.Turn, MemoryKind.Event, MemoryKind.Turn], records.Select(record => record.Kind));
        Assert.Equal("tool:orders_status", records[1].Provenance.Source);
        Assert.Contains("order 7 is on its way", records[1].Text, StringComparison.Ordinal);
        Assert.Equal([records[1].Id], records[2].Provenance.DerivedFrom);
        Assert.Equal(records.Select(record => record.Id), reply.Receipts.Select(receipt => receipt.Id));

        var steps = (await cluster.Memory.Scope(Own).Working("monday").GetAsync(Token)).Steps;
        Assert.Equal([StepKind.Message, StepKind.Action, StepKind.Observation, StepKind.Answer], steps.Select(step => step.Kind));
        Assert.Equal("order 7 is on its way", steps[2].Text);
    }

    [Fact]
    public async Task Earlier_turns_of_the_session_and_only_of_it_are_in_context()
    {
        var model = new ToolModel(_ => Say("Noted."), _ => Say("Seven."), _ => Say("Who knows."));
        await using var cluster = await StartAsync(model);
        await RunAsync(cluster, "My order is number 7.");
        await RunAsync(cluster, "Which number did I say?");
        await cluster.Memory.Agent("acme", "helper").RunAsync("tuesday", "And here?", Token);

        Assert.Equal(
            [(ChatRole.User, "My order is number 7."), (ChatRole.Assistant, "Noted."), (ChatRole.User, "Which number did I say?")],
            model.Prompts[1].Where(message => message.Role != ChatRole.System).Select(message => (message.Role, message.Text)));
        Assert.Equal(["And here?"], model.Prompts[2].Where(message => message.Role != ChatRole.System).Select(message => message.Text));
    }

    [Theory]
    [InlineData("orders_cancel", ToolOutcome.Unknown, "no tool")]      // there is none
    [InlineData("orders_status", ToolOutcome.Failed, "order")]         // its argument is missing
    [InlineData("orders_boom", ToolOutcome.Failed, "kaput")]           // it throws
    [InlineData("orders_hang", ToolOutcome.TimedOut, "did not answer within 0.2 seconds")]
    [InlineData("orders_block", ToolOutcome.TimedOut, "did not answer within 0.2 seconds")]   // without letting its thread go
    public async Task A_call_that_goes_wrong_is_told_to_the_model_and_the_turn_goes_on(string tool, ToolOutcome outcome, string told)
    {
        var model = new ToolModel(_ => Call(tool), _ => Call("orders_status", ("order", "many")), _ => Call("orders_status", ("order", "8")), seen => Say(Last(seen)));
        await using var cluster = await StartAsync(model);
        var reply = await RunAsync(cluster, "Do it.");

        Assert.Equal("order 8 is on its way", reply.Text);
        Assert.Equal([outcome, ToolOutcome.Failed, ToolOutcome.Answered], reply.Tools.Select(call => call.Outcome));
        Assert.Contains(told, reply.Tools[0].Result, StringComparison.Ordinal);
        Assert.Contains(model.Prompts[1].SelectMany(message => message.Contents), content => content is Microsoft.Extensions.AI.FunctionResultContent { Result: not null });
        if (outcome != ToolOutcome.Unknown)
            Assert.Equal(reply.Tools[0].Result, Last(model.Prompts[1]));

        // Only what answered is evidence of anything.
        Assert.Equal(1, await cluster.Memory.Scope(Own).ListAsync(Token).CountAsync(record => record.Kind == MemoryKind.Event, Token));
    }

    [Fact]
    public async Task A_model_that_loops_is_stopped_when_its_budget_is_spent()
    {
        var model = new ToolModel(_ => Call("orders_status", ("order", 1)));
        await using var cluster = await StartAsync(model);
        var reply = await RunAsync(cluster, "Loop.");
        Assert.Equal(Orders.Budget, reply.Tools.Count(call => call.Outcome == ToolOutcome.Answered));
        Assert.Contains(reply.Tools, call => call.Outcome == ToolOutcome.OverBudget && call.Result.Contains("budget of 4", StringComparison.Ordinal));
        Assert.InRange(model.Calls, Orders.Budget + 1, Orders.Budget + 3);
        Assert.Equal("", reply.Text);
        Assert.Contains("OK", (await cluster.Memory.Agent("acme", "other").RunAsync("monday", "OK?", Token)).Text + "OK", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_result_is_cut_for_the_model_and_kept_under_a_symbol()
    {
        var model = new ToolModel(_ => Call("orders_list"), _ => Say("Many."));
        await using var cluster = await StartAsync(model);
        var reply = await RunAsync(cluster, "List.");
        Assert.EndsWith("more characters were cut off)", reply.Tools[0].Result, StringComparison.Ordinal);
        var session = cluster.Memory.Scope(Own).Working("monday");
        var view = await session.GetAsync(Token);
        var symbol = Assert.Single(view.Symbols);
        Assert.Contains($"<|{symbol.Name}|>", view.Steps[2].Text, StringComparison.Ordinal);
        Assert.Contains("order 500;", (await session.ExpandAsync(view.Steps[2].Text, cancellationToken: Token)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_memory_tool_works_through_function_calling()
    {
        var model = new ToolModel(
            _ => Call("memory_remember", ("text", "Ann lives in Lisbon."), ("kind", "belief")),
            _ => Call("memory_recall", ("query", "Where does Ann live?")),
            _ => Call("memory_resolve", ("fields", "home city")),
            _ => Call("memory_open_subgoal", ("goal", "Find a train")),
            _ => Call("memory_note", ("text", "The night train is cheapest.")),
            _ => Call("memory_close_subgoal", ("summary", "night train")),
            _ => Call("memory_close_subgoal"),
            _ => Call("memory_reopen_subgoal", ("number", 1)),
            _ => Call("memory_edit_block", ("name", "human"), ("text", "Ann"), ("version", 0)),
            _ => Call("memory_edit_block", ("name", "human"), ("text", "Bob"), ("version", 0)),
            _ => Call("memory_read_blocks"),
            _ => Call("memory_keep", ("name", "list"), ("content", "a long list")),
            _ => Call("memory_expand", ("text", "<|list|> <|nothing|>")),
            _ => Call("memory_lessons", ("task", "book a train")),
            _ => Call("memory_forget", ("id", "not an id")),
            _ => Call("memory_store_document", ("name", "map"), ("title", "Map of Lisbon"), ("summary", "Streets and trams."), ("content", "Tram 28 climbs to Graça.")),
            _ => Call("memory_read_document", ("name", "map")),
            _ => Call("memory_list_documents"),
            _ => Say("done"));
        await using var cluster = await StartAsync(model);
        await cluster.Memory.Scope(Own).RememberAsync(new MemoryDraft { Kind = MemoryKind.Lesson, Text = "Book a train early." }, Token);
        await ConfigureAsync(cluster, plugins: [AgentProfile.MemoryPlugin], calls: 20);
        var reply = await RunAsync(cluster, "Use them all.");

        Assert.Equal("done", reply.Text);
        Assert.All(reply.Tools, call => Assert.Equal(ToolOutcome.Answered, call.Outcome));
        string[] starts =
        [
            "Remembered. id: ", "[1] ", "home city: ", "Subgoal 1 is open.", "Noted.", "Subgoal 1 is closed.", "Not closed: No subgoal is open", "Subgoal 1, Find a train:\nThought : The night",
            "Written: human has version 1.", "Not written: Core block 'human' has version 1, not 0", "human (version 1): Ann", "Kept: <|list|>", "a long list <|nothing|>\n(There is no symbol nothing.)",
            "[1] ", "Not forgotten", "Stored: map, version 1", "Map of Lisbon (version 1), from 0:\nTram 28", "map: Map of Lisbon",
        ];
        Assert.All(starts.Zip(reply.Tools), pair => Assert.StartsWith(pair.First, pair.Second.Result, StringComparison.Ordinal));
        Assert.Contains("Book a train early.", reply.Tools[13].Result, StringComparison.Ordinal);
        Assert.Equal(19, model.Tools.Count);
    }

    [Fact]
    public async Task A_streamed_turn_tells_tools_and_words_as_they_come_and_ends_with_the_reply()
    {
        var model = new ToolModel(_ => Call("orders_status", ("order", 7)), _ => Say("It is on its way."));
        await using var cluster = await StartAsync(model);
        var updates = await cluster.Memory.Agent("acme", "helper").RunStreamingAsync("monday", "Where is order 7?", Token).ToListAsync(Token);

        Assert.Equal(
            [AgentUpdateKind.Recalled, AgentUpdateKind.ToolCalled, AgentUpdateKind.ToolEnded, .. Enumerable.Repeat(AgentUpdateKind.Text, 5), AgentUpdateKind.Done],
            updates.Select(update => update.Kind));
        Assert.Equal("It is on its way.", string.Concat(updates.Where(update => update.Kind == AgentUpdateKind.Text).Select(update => update.Text)));
        var reply = updates[^1].Reply!;
        Assert.Equal(("It is on its way.", 3), (reply.Text, reply.Receipts.Length));
        Assert.Equal(3, await cluster.Memory.Scope(Own).ListAsync(Token).CountAsync(Token));
    }

    [Fact]
    public async Task A_listener_that_leaves_ends_the_turn_and_the_next_one_runs()
    {
        var model = new ToolModel(_ => Call("orders_hang"), _ => Say("late"));
        await using var cluster = await StartAsync(model, timeout: TimeSpan.FromMinutes(5));
        await foreach (var update in cluster.Memory.Agent("acme", "helper").RunStreamingAsync("monday", "Hang.", Token))
        {
            if (update.Kind == AgentUpdateKind.ToolCalled)
                break;
        }

        var next = await RunAsync(cluster, "Still there?").WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token);
        Assert.Equal("late", next.Text);
        Assert.DoesNotContain(await cluster.Memory.Scope(Own).ListAsync(Token).ToListAsync(Token), record => record.Text == "Hang.");
    }

    [Fact]
    public async Task A_plugin_or_model_that_the_silo_has_not_is_refused_when_the_agent_is_configured()
    {
        await using var cluster = await StartAsync(new ToolModel(_ => Say("default")));
        var agent = cluster.Memory.Agent("acme", "helper");
        foreach (var (field, profile) in new[]
        {
            ("plugins", Profile(["nothing"])), ("plugins", Profile(["orders", "orders"])), ("model", Profile([]) with { Model = "big" }),
            ("handoffs", Profile([]) with { Handoffs = [new Handoff("helper", "always")] }), ("maxToolCalls", Profile([]) with { MaxToolCalls = -1 }),
            ("toolTimeout", Profile([]) with { ToolTimeout = TimeSpan.Zero }), ("plugins", new AgentProfile { Reads = [], Plugins = ["memory"] }),
        })
            Assert.Equal(field, (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await agent.ConfigureAsync(profile, Token))).Field);

        await agent.ConfigureAsync(Profile([]) with { Model = "small" }, Token);
        Assert.Equal("small", (await agent.RunAsync("monday", "Who are you?", Token)).Text);
    }

    internal static AgentProfile Profile(string[] plugins) => new() { Reads = [Own], Writes = Own, Plugins = [.. plugins], MaxToolCalls = Orders.Budget };

    private static async Task<MemoryCluster> StartAsync(ToolModel model, TimeSpan? timeout = null)
    {
        var cluster = await MemoryCluster.StartAsync(configure: grains => grains
            .UseChatClient(_ => model)
            .UseChatClient("small", _ => new ScriptedChat("small"))
            .AddPlugin<Orders>("orders")
            .ConfigureAgents(agents =>
            {
                agents.ToolTimeout = timeout ?? TimeSpan.FromMilliseconds(200);
                agents.MaxToolResult = 8_000;
            }));
        await ConfigureAsync(cluster, ["orders"], Orders.Budget);
        return cluster;
    }

    private static async Task ConfigureAsync(MemoryCluster cluster, string[] plugins, int calls) =>
        await cluster.Memory.Agent("acme", "helper").ConfigureAsync(Profile(plugins) with { MaxToolCalls = calls, ToolTimeout = calls > Orders.Budget ? TimeSpan.FromSeconds(30) : null }, Token);

    private static Task<AgentReply> RunAsync(MemoryCluster cluster, string message) => cluster.Memory.Agent("acme", "helper").RunAsync("monday", message, Token).AsTask();

    /// <summary>A shop's tools, good and bad.</summary>
    internal sealed class Orders
    {
        public const int Budget = 4;

        private readonly string _state = "is on its way";
        private readonly string _fault = "kaput";
        private readonly int _count = 5_000;
        private readonly TimeSpan _long = TimeSpan.FromSeconds(5);

        [KernelFunction("status"), Description("Where an order is.")]
        public string Status(int order) => $"order {order} {_state}";

        [KernelFunction("boom"), Description("Throws.")]
        public string Boom() => throw new InvalidOperationException(_fault);

        [KernelFunction("list"), Description("Answers at length.")]
        public string List() => string.Concat(Enumerable.Range(0, _count).Select(i => $"order {i}; "));

        [KernelFunction("hang"), Description("Never answers.")]
        public async Task<string> HangAsync()
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
            return _state;
        }

        [KernelFunction("block"), Description("Never answers and keeps its thread.")]
        public string Block()
        {
            using var never = new ManualResetEventSlim();
            never.Wait(_long);
            return "";
        }
    }
}
