// Brings a chat export into memory, twice (nothing is doubled), and asks it.
using AgentGrains;
using AgentGrains.Engine.Importing;
using AgentGrains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var file = args.FirstOrDefault() ?? Path.Combine(AppContext.BaseDirectory, "conversations.json");
var data = Path.GetFullPath(args.Skip(1).FirstOrDefault() ?? Path.Combine("data", "import-chat"));
var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.AddEmbeddedAgentGrains(data);
using var host = builder.Build();
await host.StartAsync();

var client = host.Services.GetRequiredService<IMemoryClient>();
var memory = client.Scope("demo", "user:jorge");
var drafts = ChatExport.Read(await File.ReadAllTextAsync(file), owner: "Jorge");
Console.WriteLine($"{drafts.Length} turns of {drafts.Select(draft => draft.Session).Distinct().Count()} conversations in {file}");
string? watermark = null;
for (var time = 1; time <= 2; time++)
{
    var report = await memory.ImportAsync(drafts);   // each has a key, so that the second time finds it there
    watermark = report.Watermark;
    foreach (var left in report.Erased)
        Console.WriteLine($"left out, because it was erased: item {left.Item}");
    Console.WriteLine($"imported {time} time{(time == 1 ? "" : "s")}: {await memory.ListAsync().CountAsync(record => record.Kind == MemoryKind.Turn)} turns in memory");
}

foreach (var question in new[] { "Who is Jorge's landlord in Aveiro?", "When does the lease of the old workshop end?", "What does Jorge's daughter collect?" })
{
    // What is derived from the import is waited for; what was imported is there at once.
    var recall = await client.RecallAsync("demo", new RecallRequest { Query = question, Scopes = [memory.Scope], Limit = 1, Watermark = watermark });
    Console.WriteLine($"> {question}\n  {recall.Context}");
}

await host.StopAsync();
