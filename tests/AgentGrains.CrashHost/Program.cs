// A durable silo that remembers without end and prints every acknowledgement, until somebody kills it.
// With "list" it prints what is there instead, and ends. With "fill" it remembers a log that consolidation has work with, and ends; with "tidy" it
// consolidates that until it is done or somebody kills it.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AgentGrains;
using AgentGrains.CrashHost;
using AgentGrains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

const int Scopes = 8;
var (mode, directory, run) = (args[0], args[1], args[2]);
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePort(), FreePort()).UseEmbeddedStorage(directory).AddAgentGrains(TidyHost.Configure));
using var host = builder.Build();
await host.StartAsync();
var client = host.Services.GetRequiredService<IMemoryClient>();

if (mode == "list")
{
    for (var scope = 0; scope < Scopes; scope++)
    {
        await foreach (var record in client.Scope("crash", Name(scope)).ListAsync())
            Print($"{scope} {record.Sequence} {record.Id} {record.Text}");
    }

    await host.StopAsync();
    return;
}

if (mode is "fill" or "tidy")
{
    await (mode == "fill" ? TidyHost.FillAsync(client.Scope("crash", "user:tidy")) : TidyHost.TidyAsync(client.Scope("crash", "user:tidy"), Print));
    await TidyHost.ListAsync(client.Scope("crash", "user:tidy"), Print);
    await host.StopAsync();
    return;
}

Print("ready");
await Task.WhenAll(Enumerable.Range(0, Scopes).Select(async scope =>
{
    var memory = client.Scope("crash", Name(scope));
    for (var n = 0; ; n++)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"run {run} write {n} {new string('x', n % 700)}");
        var receipt = await memory.RememberAsync(new MemoryDraft { Text = text, Key = $"{run}/{n}" });
        Print($"{scope} {receipt.Sequence} {receipt.Id} {text}");
    }
}));

static string Name(int scope) => string.Create(CultureInfo.InvariantCulture, $"user:{scope}");

// One write per line: a killed process leaves at most one torn line, the last.
static void Print(string line)
{
    lock (Console.Out)
    {
        Console.Out.Write(line + "\n");
        Console.Out.Flush();
    }
}

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}
