using System.Diagnostics;

namespace AgentGrains.Benchmarks.Tenants;

/// <summary>What scopes cost that nobody uses: in RAM, after they were collected, and when they are used again.</summary>
internal static class IdleScopes
{
    private const int RecordsPerScope = 3;
    private const int Samples = 500;

    public static async Task<(long BytesPerIdle, long BytesPerEvicted, List<double> ActivationMs, int Lost)> MeasureAsync(
        IMemoryClient client, IGrainFactory grains, int tenants, int scopes, int seed)
    {
        var management = grains.GetGrain<IManagementGrain>(0);
        await CollectAsync(management);
        var before = Heap();
        await Parallel.ForAsync(0, scopes, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (scope, stop) => await client.Scope(LeakLoad.Name(scope % tenants), Name(scope)).RememberAsync(
            [.. Enumerable.Range(0, RecordsPerScope).Select(i => new MemoryDraft { Text = $"Thing {i} that happened to number {scope}, who lives by the river.", Actor = "Ann" })], stop));
        var idle = Heap();
        await CollectAsync(management);
        var evicted = Heap();

        var (random, times, lost) = (new Random(seed), new List<double>(), 0);
        foreach (var scope in Enumerable.Range(0, scopes).OrderBy(_ => random.Next()).Take(Samples))
        {
            var started = Stopwatch.GetTimestamp();
            var found = await client.Scope(LeakLoad.Name(scope % tenants), Name(scope)).RecallAsync($"What happened to number {scope}?");
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            lost += Math.Abs(RecordsPerScope - found.Evidence.Length);
        }

        return ((idle - before) / scopes, (evicted - before) / scopes, times, lost);
    }

    private static string Name(int scope) => $"user:idle-{scope}";

    private static async Task CollectAsync(IManagementGrain management)
    {
        for (var i = 0; i < 5; i++)
            await management.ForceActivationCollection(TimeSpan.Zero);
    }

    private static long Heap()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
