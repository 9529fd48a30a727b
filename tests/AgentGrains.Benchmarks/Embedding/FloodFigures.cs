using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace AgentGrains.Benchmarks.Embedding;

/// <summary>What a tenant that asks as much as it can does to the delay of one that asks little: alternating slices of one run, with and without it.</summary>
internal static class FloodFigures
{
    private const int LightCallers = 8;
    private const int ThinkMs = 20;
    private const int Slices = 6;

    private static int _seeds = 7_000_000;

    public static async Task<JsonObject> MeasureAsync(IEmbeddingGenerator<string, Embedding<float>> pooled, int flooders, double seconds)
    {
        var slice = TimeSpan.FromSeconds(seconds / 2 / Slices);
        var (alone, flooded, answered) = (new List<double>(), new List<double>(), 0);
        await RunAsync(pooled, flooders, slice, []);   // warms up code, model and estimates
        for (var i = 0; i < Slices; i++)
        {
            await RunAsync(pooled, 0, slice, alone);
            answered += await RunAsync(pooled, flooders, slice, flooded);
        }

        var (before, during) = (EmbeddingCommand.WithP99(alone), EmbeddingCommand.WithP99(flooded));
        return new JsonObject
        {
            ["flooders"] = flooders,
            ["floodPerSecond"] = Math.Round(answered / (seconds / 2)),
            ["aloneMs"] = before,
            ["floodedMs"] = during,
            ["p50Ratio"] = Figures.Round((double)during["p50"]! / (double)before["p50"]!),
            ["p99Ratio"] = Figures.Round((double)during["p99"]! / (double)before["p99"]!),
        };
    }

    // What the flood got; the light tenant's latencies are added.
    private static async Task<int> RunAsync(IEmbeddingGenerator<string, Embedding<float>> pooled, int flooders, TimeSpan time, List<double> latencies)
    {
        var started = Stopwatch.GetTimestamp();
        var flood = Enumerable.Range(0, flooders).Select(_ => AskAsync("flood", TimeSpan.Zero)).ToList();
        var light = await Task.WhenAll(Enumerable.Range(0, LightCallers).Select(_ => AskAsync("light", TimeSpan.FromMilliseconds(ThinkMs))));
        latencies.AddRange(light.SelectMany(took => took.Skip(2)));   // until the flood has come
        return (await Task.WhenAll(flood)).Sum(took => took.Count);

        Task<List<double>> AskAsync(string tenant, TimeSpan think)
        {
            var texts = new Sentences(Interlocked.Increment(ref _seeds));
            return Task.Run(async () =>
            {
                TenantContext.Set(tenant);
                var took = new List<double>();
                while (Stopwatch.GetElapsedTime(started) < time)
                {
                    var text = texts.Next();
                    var asked = Stopwatch.GetTimestamp();
                    await pooled.GenerateAsync([text]);
                    took.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                    if (think > TimeSpan.Zero)
                        await Task.Delay(think, TimeProvider.System);
                }

                return took;
            });
        }
    }
}
