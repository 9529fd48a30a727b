using System.Reflection;
using AgentGrains.Mcp;
using AgentGrains.SemanticKernel;
using Microsoft.SemanticKernel;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AgentGrains.Silo.Tests;

/// <summary>The official client against the real server, over both transports.</summary>
public sealed class McpTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Every_function_of_the_plugins_has_a_row_and_every_row_a_function()
    {
        var functions = new[] { typeof(MemoryPlugin), typeof(SessionPlugin), typeof(LessonPlugin), typeof(DocumentPlugin), typeof(DebatePlugin) }
            .SelectMany(plugin => plugin.GetMethods()).Select(method => method.GetCustomAttribute<KernelFunctionAttribute>()?.Name).OfType<string>();
        Assert.Equal(functions.Order(), ToolTable.Rows.Keys.Order());
        Assert.All(ToolTable.Rows.Values, row => Assert.False(row.Reads && (row.Destructive || row.Access != McpAccess.Read)));
    }

    [Fact]
    public void The_page_has_every_tool_with_its_role_and_no_other()
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "mcp.md"));
        var rows = page.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToDictionary(cells => cells[1].Trim('`'), cells => cells[3]);
        Assert.Equal(
            ToolTable.Rows.ToDictionary(row => row.Key, row => row.Value.Access switch { McpAccess.Read => "readers", McpAccess.Write => "writers", _ => "admins" }).OrderBy(row => row.Key),
            rows.OrderBy(row => row.Key));
    }

    [Fact]
    public async Task Every_tool_is_called_over_http()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        await using var client = await ConnectAsync(server, "acme", "user:ann");
        await CallEveryToolAsync(client);
    }

    [Fact]
    public async Task Every_tool_is_called_over_stdio()
    {
        await using var client = await McpClient.CreateAsync(
            new StdioClientTransport(new StdioClientTransportOptions
            {
                Name = "agentgrains",
                Command = "dotnet",
                Arguments = [typeof(SiloApplication).Assembly.Location, "--mcp-stdio", "acme", "user:ann", $"--AgentGrains:DataDirectory={_data.Path}"],
            }),
            cancellationToken: TestContext.Current.CancellationToken);
        await CallEveryToolAsync(client);
    }

    [Fact]
    public async Task Resources_and_prompts_are_listed_and_read()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        await using var client = await ConnectAsync(server, "acme", "user:ann");
        var id = IdIn(await CallAsync(client, "remember", ("text", "Ann moved to Lisbon.")));
        Assert.Contains("Ann moved to Lisbon.", TextOf(await client.ReadResourceAsync($"agentgrains://memories/{id}", cancellationToken: Stop)), StringComparison.Ordinal);
        Assert.Contains("Nothing is pinned", TextOf(await client.ReadResourceAsync("agentgrains://standing", cancellationToken: Stop)), StringComparison.Ordinal);
        Assert.Single(await client.ListResourceTemplatesAsync(cancellationToken: Stop));
        await Assert.ThrowsAnyAsync<McpException>(async () => await client.ReadResourceAsync("agentgrains://memories/nonsense", cancellationToken: Stop));
        foreach (var prompt in await client.ListPromptsAsync(cancellationToken: Stop))
            Assert.NotEmpty((await client.GetPromptAsync(prompt.Name, new Dictionary<string, object?> { ["question"] = "Where?", ["fields"] = "city" }, cancellationToken: Stop)).Messages);
    }

    [Fact]
    public async Task Two_tenants_do_not_see_each_other_and_a_key_opens_only_its_own()
    {
        var (acme, rival) = (ApiKey.Create(), ApiKey.Create());
        await using var server = await SiloServer.StartDurableAsync(_data.Path, [.. SiloServer.KeyFor(0, "acme", acme), .. SiloServer.KeyFor(1, "rival", rival)]);
        await using var ours = await ConnectAsync(server, "acme", "user:ann", acme);
        await using var theirs = await ConnectAsync(server, "rival", "user:ann", rival);
        var id = IdIn(await CallAsync(ours, "remember", ("text", "The canary sings at dawn in the old mill.")));
        Assert.DoesNotContain("canary", await CallAsync(theirs, "recall", ("query", "Where does the canary sing?")), StringComparison.Ordinal);
        Assert.Contains("no such memory", await CallAsync(theirs, "forget", ("id", id)), StringComparison.Ordinal);
        Assert.Contains("canary", await CallAsync(ours, "recall", ("query", "Where does the canary sing?")), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(server, "acme", "user:ann", rival));
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(server, "acme", "user:ann", ApiKey.Create()));
    }

    [Fact]
    public async Task A_reader_is_offered_nothing_that_writes_and_cannot_call_it()
    {
        var key = ApiKey.Create();
        await using var server = await SiloServer.StartDurableAsync(_data.Path, [.. SiloServer.KeyFor(0, "acme", key), "--AgentGrains:ApiKeys:0:Role=reader"]);
        await using var client = await ConnectAsync(server, "acme", "user:ann", key);
        var tools = await client.ListToolsAsync(cancellationToken: Stop);
        Assert.Equal(ToolTable.Rows.Where(row => row.Value.Access == McpAccess.Read).Select(row => row.Key).Order(), tools.Select(tool => tool.Name).Order());
        Assert.All(tools, tool => Assert.True(tool.ProtocolTool.Annotations!.ReadOnlyHint));
        await Assert.ThrowsAnyAsync<McpException>(() => CallAsync(client, "remember", ("text", "Ann moved to Lisbon.")));
    }

    [Fact]
    public async Task Malformed_and_oversized_calls_are_told_and_break_nothing()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path, "--AgentGrains:Memory:MaxTextBytes=1000");
        await using var client = await ConnectAsync(server, "acme", "user:ann");
        Assert.True((await client.CallToolAsync("remember", new Dictionary<string, object?>(), cancellationToken: Stop)).IsError);
        Assert.True((await client.CallToolAsync("recall", new Dictionary<string, object?> { ["query"] = "x", ["limit"] = "many" }, cancellationToken: Stop)).IsError);
        Assert.Contains("MaxTextBytes", await CallAsync(client, "remember", ("text", new string('x', 2000))), StringComparison.Ordinal);
        Assert.StartsWith("Not forgotten", await CallAsync(client, "forget", ("id", "../../etc/passwd")), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<McpException>(() => CallAsync(client, "drop_everything"));
        Assert.StartsWith("Remembered", await CallAsync(client, "remember", ("text", "Ann moved to Lisbon.")), StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Task<McpClient> ConnectAsync(SiloServer server, string tenant, string scope, string? key = null) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(server.Http.BaseAddress!, $"/v1/tenants/{tenant}/scopes/{scope}/mcp?session=monday"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = key is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        }),
        cancellationToken: Stop);

    private static async Task CallEveryToolAsync(McpClient client)
    {
        var called = new HashSet<string>();
        var id = IdIn(await Call("remember", ("text", "Ann moved to Lisbon in May 2026.")));
        var recalled = await Call("recall", ("query", "Where does Ann live?"));
        Assert.Contains("Lisbon", recalled, StringComparison.Ordinal);
        await Call("resolve", ("fields", "home city"));
        Assert.StartsWith("Not reported", await Call("report_outcome", ("recallId", Guid.NewGuid().ToString("N")), ("used", id), ("success", true)), StringComparison.Ordinal);
        Assert.Contains("Nothing is held", await Call("list_held"), StringComparison.Ordinal);
        Assert.StartsWith("Not done", await Call("review_held", ("id", id), ("decision", "release"), ("reason", "Ann said so")), StringComparison.Ordinal);
        Assert.Contains("Subgoal 1 is open", await Call("open_subgoal", ("goal", "find a train to Porto")), StringComparison.Ordinal);
        await Call("note", ("text", "the 9:40 is the cheapest"));
        Assert.Contains("closed", await Call("close_subgoal", ("summary", "the 9:40 it is")), StringComparison.Ordinal);
        Assert.Contains("9:40 is the cheapest", await Call("reopen_subgoal", ("number", 1)), StringComparison.Ordinal);
        await Call("edit_block", ("name", "human"), ("text", "Ann likes trains."), ("version", 0));
        Assert.Contains("Ann likes trains.", await Call("read_blocks"), StringComparison.Ordinal);
        await Call("keep", ("name", "timetable"), ("content", "9:40, 11:40, 13:40"));
        Assert.Contains("11:40", await Call("expand", ("text", "<|timetable|>")), StringComparison.Ordinal);
        Assert.StartsWith("Stored", await Call("store_document", ("name", "map"), ("title", "Map of Lisbon"), ("summary", "Streets and trams."), ("content", "Tram 28 climbs to Graça.")), StringComparison.Ordinal);
        Assert.Contains("Tram 28", await Call("read_document", ("name", "map")), StringComparison.Ordinal);
        Assert.Contains("Map of Lisbon", await Call("list_documents"), StringComparison.Ordinal);
        await Call("lessons", ("task", "book a train"));
        Assert.StartsWith("Not started", await Call("start_debate", ("id", "d1"), ("family", "none"), ("problem", "what is best?"), ("teams", "red, blue")), StringComparison.Ordinal);
        Assert.Contains("no debate", await Call("debate_status", ("id", "d1")), StringComparison.Ordinal);
        Assert.StartsWith("Forgotten", await Call("forget", ("id", id)), StringComparison.Ordinal);
        Assert.Equal((await client.ListToolsAsync(cancellationToken: Stop)).Select(tool => tool.Name).Order(), called.Order());

        Task<string> Call(string tool, params (string Name, object Value)[] arguments)
        {
            called.Add(tool);
            return CallAsync(client, tool, arguments);
        }
    }

    private static async Task<string> CallAsync(McpClient client, string tool, params (string Name, object Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => (object?)argument.Value), cancellationToken: Stop);
        var text = string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        Assert.False(result.IsError ?? false, $"{tool}: {text}");
        return text;
    }

    private static string TextOf(ReadResourceResult result) => string.Join('\n', result.Contents.OfType<TextResourceContents>().Select(content => content.Text));

    private static string IdIn(string answer) => answer[(answer.LastIndexOf("id: ", StringComparison.Ordinal) + 4)..].Trim();
}
