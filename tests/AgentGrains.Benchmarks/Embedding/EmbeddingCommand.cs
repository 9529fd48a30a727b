using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using AgentGrains.Runtime.Inference;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Benchmarks.Embedding;

/// <summary>
/// The pool against its own backend, in one run and in alternating slices: callers who ask one text at a time through the pool; the raw
/// generator fed with full batches sorted by length, as many at once as the pool has lanes, and again with batches no larger than the callers
/// could fill; and the raw generator asked one text at a time.
/// </summary>
internal static class EmbeddingCommand
{
    private const int Slices = 5;
    private const int RawTexts = 512;

    private static int _runs;   // no text is asked twice, as the pool would have its vector

    public static Command Make()
    {
        var embedder = new Option<string>("--embedder") { Description = EmbedderChoice.Known, DefaultValueFactory = _ => "hashing" };
        var callers = new Option<int[]>("--callers") { Description = "Callers at once; several numbers give a table (default 64)", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [64] };
        var seconds = new Option<double>("--seconds") { Description = "Length of a measurement (default 10), half of it through the pool", DefaultValueFactory = _ => 10 };
        var lanes = new Option<int>("--lanes") { Description = "Batches at once (default: as the embedder says)" };
        var batch = new Option<int>("--max-batch") { Description = "Most texts of a batch, the perfect ones too (default 64)", DefaultValueFactory = _ => 64 };
        var flood = new Option<int>("--flood") { Description = "Also measures what so many callers of one tenant do to eight of another" };
        var draft = new Option<string?>("--draft") { Description = "Also measures a cascade with this cheaper embedder before --embedder" };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("embedding", "Throughput and delay of the embedding pool beside its backend") { embedder, callers, seconds, lanes, batch, flood, draft, json };
        command.SetAction(async (parsed, _) => await Figures.ReportAsync(
            await RunAsync(
                parsed.GetValue(embedder)!, parsed.GetValue(callers)!, parsed.GetValue(seconds), (parsed.GetValue(lanes), parsed.GetValue(batch)), parsed.GetValue(flood), parsed.GetValue(draft)),
            parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(string embedder, int[] callers, double seconds, (int Lanes, int MaxBatch) shape, int flood, string? draft)
    {
        if (embedder == "none" || callers.Length == 0 || callers.Any(count => count < 1) || seconds <= 0 || shape.Lanes < 0 || shape.MaxBatch < 1 || flood < 0)
            throw new BenchmarkInputException("Give --embedder a model, --callers, --seconds and --max-batch positive numbers, --lanes and --flood none below 0.");
        var choose = EmbedderChoice.Configure(embedder, shape.MaxBatch);
        await using var silo = await BenchmarkSilo.StartAsync("memory", grains =>
        {
            choose?.Invoke(grains);
            grains.ConfigureInference(options => (options.Lanes, options.MaxBatch, options.MaxBatchTokens) = (shape.Lanes, shape.MaxBatch, 256 * shape.MaxBatch));
        });
        var pool = silo.Services.GetRequiredService<EmbeddingModels>().Current;
        var pooled = silo.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        var raw = silo.Services.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(EmbeddingModels.Backend);
        var figures = new JsonObject();
        foreach (var count in callers)
            figures[$"callers{count}"] = await MeasureAsync(pooled, raw, (pool.Pool.Lanes, shape.MaxBatch), count, seconds);
        if (callers.Length == 1)
            figures = (JsonObject)figures[$"callers{callers[0]}"]!.DeepClone();
        if (flood > 0)
            figures["flood"] = await FloodFigures.MeasureAsync(pooled, flood, seconds);
        if (draft is not null)
        {
            using var cheap = EmbedderChoice.Make(draft);
            figures["cascade"] = await CascadeFigures.MeasureAsync(cheap, raw);
        }

        return figures;
    }

    private static async Task<JsonObject> MeasureAsync(
        IEmbeddingGenerator<string, Embedding<float>> pooled, IEmbeddingGenerator<string, Embedding<float>> raw, (int Lanes, int MaxBatch) shape, int callers, double seconds)
    {
        // What so many callers can have under way at once, shared by the lanes: no pool could make larger batches of it.
        var share = Math.Clamp(callers / shape.Lanes, 1, shape.MaxBatch);

        // The first slice of each warms up code, model and estimates.
        await PooledAsync(pooled, callers, TimeSpan.FromSeconds(Math.Min(2, seconds / 5)), 1, []);
        await RawAsync(raw, shape, TimeSpan.FromSeconds(Math.Min(1, seconds / 10)), 1);
        var (poolRate, rawRate, shareRate, oneRate) = (new Sum(), new Sum(), new Sum(), new Sum());
        var (latencies, alone) = (new List<double>(), new List<double>());
        using var queue = new QueueTimes();
        for (var slice = 0; slice < Slices; slice++)
        {
            poolRate.Add(await PooledAsync(pooled, callers, TimeSpan.FromSeconds(seconds / 2 / Slices), 100 + slice, latencies));
            rawRate.Add(await RawAsync(raw, shape, TimeSpan.FromSeconds(seconds / 4 / Slices), 200 + slice));
            shareRate.Add(await RawAsync(raw, (shape.Lanes, share), TimeSpan.FromSeconds(seconds / 4 / Slices), 200 + slice));
            oneRate.Add(await OneByOneAsync(raw, TimeSpan.FromSeconds(seconds / 4 / Slices), 300 + slice, alone));
        }

        return new JsonObject
        {
            ["pooledPerSecond"] = Math.Round(poolRate.PerSecond),
            ["rawPerSecond"] = Math.Round(rawRate.PerSecond),
            ["ratio"] = Figures.Round(poolRate.PerSecond / rawRate.PerSecond),
            ["rawOfCallersPerSecond"] = Math.Round(shareRate.PerSecond),
            ["ratioOfCallers"] = Figures.Round(poolRate.PerSecond / shareRate.PerSecond),
            ["oneByOnePerSecond"] = Math.Round(oneRate.PerSecond),
            ["ratioToOneByOne"] = Figures.Round(poolRate.PerSecond / oneRate.PerSecond),
            ["latencyMs"] = WithP99(latencies),
            ["oneByOneMs"] = WithP99(alone),
            ["queueMs"] = WithP99(queue.Milliseconds),
            ["meanBatch"] = Figures.Round(queue.MeanBatch),
            ["padding"] = Figures.Round(queue.Padding),
        };
    }

    private static async Task<(int Done, double Seconds)> PooledAsync(
        IEmbeddingGenerator<string, Embedding<float>> generator, int callers, TimeSpan time, int seed, List<double> latencies)
    {
        var texts = Enumerable.Range(0, callers).Select(caller => new Sentences((seed + 1_000 * _runs) * 1_000 + caller)).ToArray();
        _runs++;
        var started = Stopwatch.GetTimestamp();
        var done = await Task.WhenAll(texts.Select(mine => Task.Run(async () =>
        {
            TenantContext.Set("bench");
            var took = new List<double>();
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                var text = mine.Next();
                var asked = Stopwatch.GetTimestamp();
                await generator.GenerateAsync([text]);
                took.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }

            return took;
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        latencies.AddRange(done.SelectMany(took => took));
        return (done.Sum(took => took.Count), seconds);
    }

    // Perfect batches: full, of neighbours by length, made beforehand.
    private static async Task<(int Done, double Seconds)> RawAsync(
        IEmbeddingGenerator<string, Embedding<float>> generator, (int Lanes, int MaxBatch) shape, TimeSpan time, int seed)
    {
        var batches = new Sentences(seed).Take(RawTexts * ((shape.MaxBatch + 63) / 64)).OrderBy(text => text.Length).Chunk(shape.MaxBatch).ToArray();
        var (done, next) = (0, -1);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, shape.Lanes).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                var batch = batches[Interlocked.Increment(ref next) % batches.Length];
                await generator.GenerateAsync(batch);
                Interlocked.Add(ref done, batch.Length);
            }
        })));
        return (done, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static Task<(int Done, double Seconds)> OneByOneAsync(IEmbeddingGenerator<string, Embedding<float>> generator, TimeSpan time, int seed, List<double> latencies) =>
        PooledAsync(generator, 1, time, seed, latencies);

    public static JsonObject WithP99(List<double> milliseconds)
    {
        var figures = Figures.Percentiles(milliseconds);
        figures["p99"] = milliseconds.Count == 0 ? 0 : Figures.Round(milliseconds[Math.Min(milliseconds.Count - 1, (int)(0.99 * milliseconds.Count))]);
        return figures;
    }

    private sealed class Sum
    {
        private int _done;
        private double _seconds;

        public double PerSecond => _done / _seconds;

        public void Add((int Done, double Seconds) slice) => (_done, _seconds) = (_done + slice.Done, _seconds + slice.Seconds);
    }
}
