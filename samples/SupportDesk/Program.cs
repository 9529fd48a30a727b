// A support desk of three agents: they share a team's memory, call tools, hand conversations over, and learn from how it went.
using AgentGrains;
using AgentGrains.Hosting;
using AgentGrains.Samples.SupportDesk;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

const string Tenant = "demo";
var data = Path.GetFullPath(args.FirstOrDefault() ?? Path.Combine("data", "support-desk"));
if (Directory.Exists(data))
    Directory.Delete(data, recursive: true);   // every run tells the same story
var desk = Scope.Team(Tenant, "desk");

using (var first = await StartSiloAsync())
{
    var memory = first.Services.GetRequiredService<IMemoryClient>();
    await memory.Scope(desk).RememberAsync("Parcels to islands take four more days.", actor: "handbook");
    await memory.Scope(desk).KnowHow.ReviseLessonsAsync("desk", [LessonEdit.Add("Look the order up before you promise a refund.")]);
    await ConfigureAsync(memory);

    await AskAsync(memory, "Hello, where is my order 7?");
    await AskAsync(memory, "I want my money back for order 7.");
    await AskAsync(memory, "How long do parcels to islands take?");
    await first.StopAsync();
}

Console.WriteLine("--- the silo is stopped, a new one starts on the same data ---");

using (var second = await StartSiloAsync())
{
    var memory = second.Services.GetRequiredService<IMemoryClient>();
    await AskAsync(memory, "What did you say about my refund?");
    var session = await memory.Scope(desk).Working("anna").GetAsync();
    Console.WriteLine($"The desk's session has {session.Steps.Length} steps; the first: {session.Steps[0].Text}");
    await second.StopAsync();
}

return 0;

async Task<IHost> StartSiloAsync()
{
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Critical);   // a silo that is stopped while it derives complains, and goes on at its next start
    builder.AddEmbeddedAgentGrains(data, grains => grains
        .AddPlugin<OrderPlugin>("orders")
        .UseChatClient("front", _ => new DeskModel(DeskRules.Front))       // put a real model here
        .UseChatClient("billing", _ => new DeskModel(DeskRules.Billing)));
    var host = builder.Build();
    await host.StartAsync();
    return host;
}

async Task ConfigureAsync(IMemoryClient memory)
{
    await memory.Agent(Tenant, "front").ConfigureAsync(new AgentProfile
    {
        Persona = "You greet people and find out what they need.",
        Model = "front",
        Reads = [desk],
        Writes = desk,
        Plugins = ["orders"],
        Handoffs = [new Handoff("billing", "Money: refunds and invoices."), new Handoff("librarian", "Questions about the handbook.")],
    });
    await memory.Agent(Tenant, "billing").ConfigureAsync(new AgentProfile
    {
        Persona = "You look after refunds.",
        Model = "billing",
        Reads = [desk],
        Writes = desk,
        Plugins = ["orders", "memory"],
    });

    // No model of its own: it quotes what the team remembers.
    await memory.Agent(Tenant, "librarian").ConfigureAsync(new AgentProfile { Reads = [desk], Writes = desk, RecallLimit = 3 });
}

async Task AskAsync(IMemoryClient memory, string question)
{
    Console.WriteLine($"\nAnna: {question}");
    await foreach (var update in memory.Agent(Tenant, "front").RunStreamingAsync("anna", question))
    {
        if (update.Kind == AgentUpdateKind.ToolEnded)
            Console.WriteLine($"  ({update.Tool!.Tool} → {update.Tool.Result})");
        else if (update.Kind == AgentUpdateKind.Done)
            Console.WriteLine($"{update.Reply!.Agent}: {update.Reply.Text}");
    }
}
