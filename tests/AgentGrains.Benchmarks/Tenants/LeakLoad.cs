
namespace AgentGrains.Benchmarks.Tenants;

/// <summary>A canary in every tenant; then many tenants write, recall and list at once, and try for each other's.</summary>
internal static class LeakLoad
{
    private const int Rounds = 3;

    public static async Task RunAsync(IMemoryClient client, LeakSweep sweep, int tenants, int active, int seed)
    {
        await Parallel.ForAsync(0, tenants, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (tenant, stop) =>
            await client.Scope(Name(tenant), "user:ann").RememberAsync($"The secret word is {Canary(tenant)}.", cancellationToken: stop));

        await Task.WhenAll(Enumerable.Range(0, active).Select(i => Task.Run(async () =>
        {
            var random = new Random(seed + i);
            var memory = client.Scope(Name(i), "user:ann");
            for (var round = 0; round < Rounds; round++)
            {
                await memory.RememberAsync($"In round {round} the secret word is still {Canary(i)}.");
                var other = (i + 1 + random.Next(tenants - 1)) % tenants;
                var recalled = await memory.RecallAsync($"Is the secret word {Canary(other)}?", limit: 50);
                sweep.Seen("recall", recalled.Evidence.Any(found => !found.Record.Text.Contains(Canary(i), StringComparison.Ordinal)) || recalled.Evidence.Length < round + 2);
                await foreach (var record in memory.ListAsync())
                    sweep.Seen("list", !record.Text.Contains(Canary(i), StringComparison.Ordinal));
                await sweep.AttackAsync(Name(i), Name(other));
            }
        })));
    }

    public static string Name(int tenant) => $"tenant-{tenant}";

    private static string Canary(int tenant) => $"canary{tenant}x";
}
