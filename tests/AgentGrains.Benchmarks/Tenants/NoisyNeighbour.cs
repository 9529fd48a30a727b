using System.Diagnostics;

namespace AgentGrains.Benchmarks.Tenants;

/// <summary>
/// One tenant recalls and writes at a quiet pace while another floods the silo at many times its quota, from callers who come back at once
/// when they are refused. Calm, flood under quota and flood without take turns, so that the machine's moods hit all alike.
/// </summary>
internal static class NoisyNeighbour
{
    private const string Quiet = "quiet-tenant";
    private const string Loud = "loud-tenant";
    private const int LoudCallers = 16;
    private const int LoudPerSecond = 3_000;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LimitsHold = TimeSpan.FromSeconds(2);

    public static async Task<(double Calm, double WithQuotas, double WithoutQuotas)> MeasureAsync(IMemoryClient client, int rounds)
    {
        foreach (var tenant in new[] { Quiet, Loud })
        {
            for (var scope = 0; scope < 8; scope++)
                await client.Scope(tenant, $"user:{scope}").RememberAsync([.. Enumerable.Range(0, 200).Select(i => new MemoryDraft { Text = $"Fact {i} of {scope}: the train to town {i % 17} leaves from track {i % 5}." })]);
        }

        var (calm, with, without) = (new List<double>(), new List<double>(), new List<double>());
        await ListenAsync(client, []);   // compilation
        for (var round = 0; round < rounds; round++)
        {
            await ListenAsync(client, calm);
            await client.Tenant(Loud).SetLimitsAsync(new TenantLimits { RequestsPerSecond = 50 });
            await Task.Delay(LimitsHold, TimeProvider.System);
            await FloodedAsync(client, with);
            await client.Tenant(Loud).SetLimitsAsync(new TenantLimits());
            await Task.Delay(LimitsHold, TimeProvider.System);
            await FloodedAsync(client, without);
        }

        return (P99(calm), P99(with), P99(without));
    }

    private static async Task FloodedAsync(IMemoryClient client, List<double> latency)
    {
        using var stop = new CancellationTokenSource();
        var loud = Enumerable.Range(0, LoudCallers).Select(caller => Task.Run(() => FloodAsync(client, caller, stop.Token))).ToArray();
        await ListenAsync(client, latency);
        await stop.CancelAsync();
        await Task.WhenAll(loud);
    }

    // Offered at a fixed pace, whatever is answered: a flood does not wait its turn.
    private static async Task FloodAsync(IMemoryClient client, int caller, CancellationToken stop)
    {
        var (started, sent, memory) = (Stopwatch.GetTimestamp(), 0L, client.Scope(Loud, $"user:{caller % 8}"));
        while (!stop.IsCancellationRequested)
        {
            var due = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * LoudPerSecond / LoudCallers);
            if (sent >= due)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
                continue;
            }

            sent++;
            try
            {
                if (sent % 4 == 0)
                    await memory.RememberAsync("noise, noise and more noise", cancellationToken: CancellationToken.None);
                else
                    await memory.RecallAsync("which track does the train to town leave from?", cancellationToken: CancellationToken.None);
            }
            catch (LimitExceededException)
            {
            }
        }
    }

    private static async Task ListenAsync(IMemoryClient client, List<double> latency)
    {
        var started = Stopwatch.GetTimestamp();
        for (var n = 0; Stopwatch.GetElapsedTime(started) < Slice; n++)
        {
            var memory = client.Scope(Quiet, $"user:{n % 8}");
            var at = Stopwatch.GetTimestamp();
            if (n % 4 == 0)
                await memory.RememberAsync("one more quiet fact");
            else
                await memory.RecallAsync("which track does the train to town leave from?");
            latency.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private static double P99(List<double> latency)
    {
        latency.Sort();
        return latency[Math.Min(latency.Count - 1, (int)(0.99 * latency.Count))];
    }
}
