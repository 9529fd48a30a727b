using AgentGrains.Hosting;
using AgentGrains.Mcp;
using ModelContextProtocol.Server;

namespace AgentGrains.Silo;

/// <summary>
/// <c>--mcp-stdio TENANT SCOPE</c>: one scope as a Model Context Protocol server on standard input and output, for clients that start their servers. The
/// process is a durable silo of its own; everything else it says goes to standard error.
/// </summary>
internal static class McpStdioCommand
{
    private const string Name = "--mcp-stdio";
    private const string Session = "stdio";

    /// <summary>Runs the command if it was asked for; the exit code, or null.</summary>
    public static async Task<int?> RunAsync(string[] args, TextWriter error)
    {
        var at = Array.IndexOf(args, Name);
        if (at < 0)
            return null;
        if (at + 2 >= args.Length || args[at + 1].StartsWith('-') || args[at + 2].StartsWith('-'))
        {
            await error.WriteLineAsync($"{Name} takes a tenant and a scope, such as: {Name} demo user:ann");
            return 1;
        }

        var scope = Scope.Parse(args[at + 1], args[at + 2]);
        var builder = Host.CreateApplicationBuilder([.. args.Where((_, i) => i < at || i > at + 2)]);
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.AddEmbeddedAgentGrains(builder.Configuration[$"{SiloOptions.Section}:DataDirectory"] ?? "./data");
        using var host = builder.Build();
        await host.StartAsync();
        var options = new McpServerOptions();
        MemoryServer.Configure(options, host.Services.GetRequiredService<IMemoryClient>(), host.Services.GetService<IDebateClient>(), scope, Session, McpAccess.Review,
            host.Services.GetService<IMemoryRouter>());
        var logs = host.Services.GetRequiredService<ILoggerFactory>();
        await using (var server = McpServer.Create(new StdioServerTransport(options, logs), options, logs, host.Services))
            await server.RunAsync(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        await host.StopAsync();
        return 0;
    }
}
