// A personal assistant whose memory is a Model Context Protocol server: it learns in one conversation, the silo stops, and in the next it knows.
using System.IO.Pipelines;
using AgentGrains;
using AgentGrains.Hosting;
using AgentGrains.Mcp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

var data = Path.GetFullPath(args.FirstOrDefault() ?? Path.Combine("data", "personal-assistant"));
var mia = Scope.User("demo", "mia");
Console.WriteLine($"AgentGrains personal assistant: memory over MCP, its data in {data}");

await using (var monday = await Conversation.BeginAsync(data, mia, "monday"))
{
    Console.WriteLine($"Monday. The server offers: {string.Join(", ", await monday.ToolNamesAsync())}");
    await monday.CallAsync("remember", ("text", "Mia is allergic to walnuts."));
    await monday.CallAsync("remember", ("text", "Mia's sister Ada lives in Coimbra and has a birthday on 12 June."), ("kind", "event"));
    await monday.CallAsync("open_subgoal", ("goal", "plan Ada's birthday"));
    await monday.CallAsync("note", ("text", "Ada would like a train ride along the coast"));
    await monday.CallAsync("close_subgoal", ("summary", "a coastal train ride for Ada, to be booked"));
}

Console.WriteLine("--- the silo is stopped, a new one starts on the same data ---");
await using (var tuesday = await Conversation.BeginAsync(data, mia, "monday"))   // the same session, so that its subgoals are there
{
    await tuesday.CallAsync("recall", ("query", "What is Mia allergic to?"), ("limit", 1));
    await tuesday.CallAsync("recall", ("query", "When is Ada's birthday?"), ("limit", 1));
    await tuesday.CallAsync("reopen_subgoal", ("number", 1));
}

/// <summary>One conversation: a durable silo, a memory server in it, and a client that talks to it over a pipe as it would over standard input.</summary>
internal sealed class Conversation(IHost host, McpServer server, McpClient client, CancellationTokenSource ends, Task serving) : IAsyncDisposable
{
    public static async Task<Conversation> BeginAsync(string data, Scope scope, string session)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.AddEmbeddedAgentGrains(data);
        var host = builder.Build();
        await host.StartAsync();

        var options = new McpServerOptions();
        MemoryServer.Configure(options, host.Services.GetRequiredService<IMemoryClient>(), debates: null, scope, session, McpAccess.Write);
        var (up, down, ends) = (new Pipe(), new Pipe(), new CancellationTokenSource());
        var server = McpServer.Create(new StreamServerTransport(up.Reader.AsStream(), down.Writer.AsStream(), "assistant"), options);
        var serving = server.RunAsync(ends.Token);
        var client = await McpClient.CreateAsync(new StreamClientTransport(up.Writer.AsStream(), down.Reader.AsStream()));
        return new Conversation(host, server, client, ends, serving);
    }

    public async Task<IEnumerable<string>> ToolNamesAsync() => (await client.ListToolsAsync()).Select(tool => tool.Name);

    /// <summary>Calls a tool and shows what came of it, as a model would see it.</summary>
    public async Task CallAsync(string tool, params (string Name, object Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => (object?)argument.Value));
        Console.WriteLine($"> {tool} {string.Join(", ", arguments.Select(argument => argument.Value))}");
        Console.WriteLine($"  {string.Join(' ', result.Content.OfType<TextContentBlock>().Select(block => block.Text)).ReplaceLineEndings("\n  ")}");
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await ends.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.DisposeAsync();
        await host.StopAsync();
        host.Dispose();
        ends.Dispose();
    }
}
