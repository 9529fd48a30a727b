// A durable memory in one process: remember a conversation, let two agents answer from it, stop the silo, start it, ask again.
using AgentGrains;
using AgentGrains.Hosting;
using AgentGrains.Samples.Quickstart;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spectre.Console;

const string Tenant = "demo";
var data = Path.GetFullPath(args.FirstOrDefault() ?? Path.Combine("data", "quickstart"));
var allotment = Scope.Team(Tenant, "allotment");
AnsiConsole.MarkupLineInterpolated($"[bold]AgentGrains quickstart[/]: a durable silo, its data in {data}");

using (var first = await StartSiloAsync())
{
    var memory = first.Services.GetRequiredService<IMemoryClient>();
    await RememberAsync(memory);
    await ConfigureAgentsAsync(memory);
    await AskAsync(memory, "gardener", "What gives Tobias a rash?");
    await AskAsync(memory, "gardener", "How many kilos of plums did the tree give?");
    await AskAsync(memory, "steward", "Where did Tobias move the key?");
    await first.StopAsync();
}

AnsiConsole.Write(new Rule("the silo is stopped, a new one starts on the same data"));

using (var second = await StartSiloAsync())
{
    var memory = second.Services.GetRequiredService<IMemoryClient>();
    await AskAsync(memory, "gardener", "Which tomatoes does Tobias want to grow next year?");
    await AskAsync(memory, "steward", "When is the harvest party?");
    await AskAsync(memory, "steward", "Who handles the contracts at the office?");
    var kept = await memory.Scope(allotment).ListAsync().CountAsync();
    AnsiConsole.MarkupLineInterpolated($"[green]It still knows:[/] {kept} memories were there before this silo started.");
    await second.StopAsync();
}

return 0;

async Task<IHost> StartSiloAsync()
{
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Error);
    builder.AddEmbeddedAgentGrains(data);
    var host = builder.Build();
    await AnsiConsole.Status().StartAsync("Starting a silo", _ => host.StartAsync());
    return host;
}

async Task RememberAsync(IMemoryClient memory)
{
    var turns = Conversation.Read();
    await AnsiConsole.Progress().StartAsync(async progress =>
    {
        var task = progress.AddTask($"Remembering {turns.Count} turns", maxValue: turns.Count);
        foreach (var batch in turns.Chunk(8))
        {
            await memory.Scope(allotment).RememberAsync(batch);   // returns when the batch is durable
            task.Increment(batch.Length);
        }
    });
    AnsiConsole.MarkupLineInterpolated($"{turns.Count} turns are remembered.");
}

async Task ConfigureAgentsAsync(IMemoryClient memory)
{
    // Both read what was said on the allotment; each remembers its own talks apart, where only it looks.
    await memory.Agent(Tenant, "gardener").ConfigureAsync(new AgentProfile
    {
        Persona = "You know the garden: plants, harvest and kitchen. Cite what you know.",
        Reads = [allotment],
        Writes = Scope.Agent(Tenant, "gardener"),
        RecallLimit = 3,
    });
    await memory.Agent(Tenant, "steward").ConfigureAsync(new AgentProfile
    {
        Persona = "You keep keys, dates and contracts in order. Cite what you know.",
        Reads = [allotment],
        Writes = Scope.Agent(Tenant, "steward"),
        RecallLimit = 3,
    });
}

async Task AskAsync(IMemoryClient memory, string agent, string question)
{
    var reply = await memory.Agent(Tenant, agent).RunAsync("quickstart", question);
    var evidence = new Table().Border(TableBorder.Rounded).AddColumns("", "said by", "on", "in session", "evidence", "score");
    foreach (var (item, i) in reply.Evidence.Select((item, i) => (item, i)))
    {
        var (record, source) = (item.Record, item.Record.Provenance);
        evidence.AddRow(new Text($"[{i + 1}]"), new Text(source.Actor ?? ""), new Text($"{record.OccurredAt:yyyy-MM-dd}"),
            new Text(source.Session ?? ""), new Text(record.Text), new Text($"{item.Score:0.00}"));
    }

    AnsiConsole.MarkupLineInterpolated($"\n[bold]{question}[/]  asked of the {agent}\n{reply.Text}");
    AnsiConsole.Write(evidence);
}
