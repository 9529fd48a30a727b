using System.Diagnostics.Metrics;
using System.Globalization;
using AgentGrains.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using Orleans.Storage;

// Writes records for ever and prints "writer number etag" for each one acknowledged, until it is killed.
// Arguments: data directory, number of concurrent writers. "hold" as the number only opens the store.
var services = new ServiceCollection().AddMetrics().AddSerializer().BuildServiceProvider();
var options = new SqliteStorageOptions
{
    DataDirectory = args[0],
    // Small, so that kills also fall into checkpoints.
    CheckpointPages = 100,
    GrainStorageSerializer = new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()),
};
var registry = new SqliteDatabaseRegistry(
    new SqliteStorageMetrics(services.GetRequiredService<IMeterFactory>()), TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
var storage = new SqliteGrainStorage("crash", options, registry);
await storage.OpenAsync(CancellationToken.None);
var output = TextWriter.Synchronized(Console.Out);
output.WriteLine("open");
if (args[1] == "hold")
{
    Console.In.ReadLine();
    await storage.CloseAsync(CancellationToken.None);
    return;
}

await Task.WhenAll(Enumerable.Range(0, int.Parse(args[1], CultureInfo.InvariantCulture)).Select(writer => Task.Run(async () =>
{
    var grain = GrainId.Create("crash", writer.ToString(CultureInfo.InvariantCulture));
    var state = new GrainState<long>();
    await storage.ReadStateAsync("state", grain, state);
    while (true)
    {
        state.State++;
        await storage.WriteStateAsync("state", grain, state);
        await storage.WriteStateAsync($"once {state.State}", grain, new GrainState<string>($"{writer}:{state.State}"));
        output.WriteLine($"{writer} {state.State} {state.ETag}");
    }
})));
