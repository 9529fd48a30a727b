// The server, broken on purpose: its storage takes every write, whoever wrote last. Chaos must find what is lost.
using AgentGrains.Silo;
using AgentGrains.UnfencedSilo;

await using var app = SiloApplication.Build(args, builder =>
{
    SiloMemory.Add(builder);
    UnfencedStorage.Replace(builder.Services);
});
await SiloApplication.StartAsync(app);
await app.WaitForShutdownAsync();
