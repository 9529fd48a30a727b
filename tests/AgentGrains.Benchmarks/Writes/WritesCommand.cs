using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace AgentGrains.Benchmarks.Writes;

/// <summary>
/// Acknowledged writes per second with many scopes writing at once, beside the same rows (all that the journal stores for a write) going into the bare store: with group commit,
/// and with one commit per write. The three take turns in short slices, so that the machine's moods hit all of them alike.
/// </summary>
internal static class WritesCommand
{
    private const int WarmUpSlices = 5;   // not counted: the first seconds pay for compilation
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    public static Command Make()
    {
        var storage = new Option<string>("--storage") { Description = "sqlite, memory, postgres, redis or azure", DefaultValueFactory = _ => "sqlite" };
        var scopes = new Option<int>("--scopes") { Description = "Scopes writing at once", DefaultValueFactory = _ => 32 };
        var seconds = new Option<int>("--seconds") { Description = "Seconds in all", DefaultValueFactory = _ => 15 };
        var encryption = new Option<bool>("--encryption") { Description = "Also write the same to a second silo that encrypts, in turn" };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("writes", "Acknowledged writes per second beside the bare store") { storage, scopes, seconds, encryption, json };
        command.SetAction(async (parsed, _) => await Figures.ReportAsync(
            await RunAsync(parsed.GetValue(storage)!, parsed.GetValue(scopes), parsed.GetValue(seconds), parsed.GetValue(encryption)), parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(string storage, int scopes, int seconds, bool encryption)
    {
        if (scopes < 1 || seconds < 3)
            throw new BenchmarkInputException("--scopes must be at least 1 and --seconds at least 3.");
        await using var silo = await BenchmarkSilo.StartAsync(storage, BenchmarkSilo.WithoutDerivation);
        await using var bare = await OpenBareAsync(silo, storage, scopes);
        await using var ciphered = encryption ? await EncryptedSilo.StartAsync(storage) : null;
        var cipheredMemories = ciphered is null ? [] : Enumerable.Range(0, scopes).Select(scope => ciphered.Memory.Scope("writes", $"user:{scope}")).ToArray();
        var memories = Enumerable.Range(0, scopes).Select(scope => silo.Memory.Scope("writes", $"user:{scope}")).ToArray();
        var rows = await WriteRows.MakeAsync(1_000);
        var latency = new List<double>();
        var (grains, group, single, cipher) = (new Rate(), new Rate(), new Rate(), new Rate());

        for (var slice = 0; slice < WarmUpSlices; slice++)
        {
            await grains.RunAsync(scopes, Slice, (writer, n) => RememberAsync(memories[writer], rows, n, []));
            if (encryption)
                await cipher.RunAsync(scopes, Slice, (writer, n) => RememberAsync(cipheredMemories[writer], rows, n, []));
        }

        (grains, cipher, latency) = (new Rate(), new Rate(), []);
        for (var slice = 0; slice < Math.Max(1, seconds / 3); slice++)
        {
            await grains.RunAsync(scopes, Slice, (writer, n) => RememberAsync(memories[writer], rows, n, latency));
            if (encryption)
                await cipher.RunAsync(scopes, Slice, (writer, n) => RememberAsync(cipheredMemories[writer], rows, n, []));
            await group.RunAsync(scopes, Slice, (writer, n) => bare.WriteGroupedAsync(writer, rows[n % rows.Length].Stored));
            await single.RunAsync(scopes, Slice, (writer, n) => bare.WriteAloneAsync(writer, rows[n % rows.Length].Stored));
        }

        var figures = new JsonObject
        {
            ["storage"] = storage,
            ["scopes"] = scopes,
            ["acknowledgedPerSecond"] = Math.Round(grains.PerSecond),
            ["latencyMs"] = Figures.Percentiles(latency),
            ["rawGroupCommitPerSecond"] = Math.Round(group.PerSecond),
            ["rawCommitPerWritePerSecond"] = Math.Round(single.PerSecond),
            ["ratioToGroupCommit"] = Figures.Round(grains.PerSecond / group.PerSecond),
            ["ratioToCommitPerWrite"] = Figures.Round(grains.PerSecond / single.PerSecond),
        };
        if (encryption)
        {
            figures["encryptedPerSecond"] = Math.Round(cipher.PerSecond);
            figures["ratioOfEncryptedToPlain"] = Figures.Round(cipher.PerSecond / grains.PerSecond);
        }

        return figures;
    }

    // Beside a silo that keeps nothing there is no bare store to compare with but the default one.
    private static async Task<IBareStore> OpenBareAsync(BenchmarkSilo silo, string storage, int scopes) => storage switch
    {
        "postgres" => await BarePostgres.OpenAsync(silo.ConnectionString!, Math.Min(scopes, 64)),
        "redis" => await BareRedis.OpenAsync(silo.ConnectionString!),
#if CLOUD_PACKAGES
        "azure" => await BareAzure.OpenAsync(silo.ConnectionString!),
#endif
        _ => new BareSqlite(),
    };

    private static async Task RememberAsync(IScopedMemory memory, WriteRow[] rows, int n, List<double> latency)
    {
        var started = Stopwatch.GetTimestamp();
        await memory.RememberAsync(rows[n % rows.Length].Draft);
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        lock (latency)
            latency.Add(took);
    }
}
