using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using AgentGrains.Engine.Assembly;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Memory;
using AgentGrains.Engine.Vectors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;

namespace AgentGrains.Benchmarks.Search;

/// <summary>What recall through grains costs over the bare engine, and the BM25 channel over Lucene.NET, on one big scope.</summary>
internal static class SearchCommand
{
    public static Command Make()
    {
        var records = new Option<int>("--records") { Description = "Records per scope", DefaultValueFactory = _ => 10_000 };
        var scopes = new Option<int>("--scopes") { Description = "Scopes to fill; questions go to the first", DefaultValueFactory = _ => 1 };
        var dimension = new Option<int>("--dim") { Description = "Dimension of the hashing embedder; 0 (default) searches by words alone" };
        var embedder = new Option<string?>("--embedder") { Description = "none (default), hashing or model2vec:DIR; instead of --dim" };
        var chapters = new Option<int>("--chapter-records") { Description = "Records of a chapter; 0 (default) keeps the log in one grain" };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("search", "Latency of recall over the bare engine, and of BM25 beside Lucene.NET") { records, scopes, dimension, embedder, chapters, json };
        command.SetAction(async (parsed, _) => await Figures.ReportAsync(
            await RunAsync(parsed.GetValue(records), parsed.GetValue(scopes), parsed.GetValue(dimension), parsed.GetValue(embedder), parsed.GetValue(chapters)), parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(int records, int scopes, int dimension, string? embedder, int chapters)
    {
        if (chapters < 0)
            throw new BenchmarkInputException("--chapter-records must be at least 0.");
        if (records < 1 || scopes < 1 || dimension is not 0 and (< 16 or > 4096))
            throw new BenchmarkInputException("--records and --scopes must be at least 1; --dim must be 0, or from 16 to 4,096.");
        var corpus = new SearchCorpus(records);
        await using var silo = await BenchmarkSilo.StartAsync(configure: grains =>
        {
            BenchmarkSilo.WithoutDerivation(grains);
            grains.Services.Configure<MemoryOptions>(options => options.ChapterRecords = chapters);
            if (dimension > 0)
                grains.UseHashingEmbedder(dimension);
            EmbedderChoice.Configure(embedder)?.Invoke(grains);
        });
        var embeds = dimension != 0 || embedder is not null and not "none";
        for (var scope = 0; scope < scopes; scope++)
        {
            var filled = silo.Memory.Scope("search", $"user:{scope}");
            foreach (var batch in corpus.Drafts.Chunk(1000))
                await filled.RememberAsync(batch);
            if (embeds)
                await EmbeddingWait.ForAsync(silo, filled.Scope);
        }

        var memory = silo.Memory.Scope("search", "user:0");
        var (activation, bytes) = await ActivateAsync(silo, memory.Scope, records);
        var started = Stopwatch.GetTimestamp();
        await memory.RecallAsync(corpus.Queries[0]);   // a front door that has just been activated reads its chapters first
        var first = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        using var model = embedder is null or "none" ? null : EmbedderChoice.Make(embedder);
        var image = await EngineImage.LoadAsync(memory, model);
        using var lucene = new LuceneIndex(corpus.Drafts.Select(draft => draft.Text));
        var figures = await TimeAsync(corpus, memory, image, lucene);
        figures["bytesPerRecord"] = Math.Round(bytes);
        figures["activationMs"] = Figures.Round(activation);
        figures["chapterRecords"] = chapters;
        figures["firstRecallMs"] = Figures.Round(first);
        figures["sameAsEngine"] = Figures.Round(await CompareAsync(corpus, memory, image));
        return figures;
    }

    // The four take turns on each question, so that the machine's moods hit all of them alike.
    private static async Task<JsonObject> TimeAsync(SearchCorpus corpus, IScopedMemory memory, EngineImage image, LuceneIndex lucene)
    {
        var (grain, engine, bm25, other) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < 4; round++)
        {
            foreach (var query in corpus.Queries)
            {
                var counted = round > 0;   // the first round pays for compilation
                await TimeOneAsync(grain, counted, async () => await memory.RecallAsync(query));
                await TimeOneAsync(engine, counted, () => image.RecallAsync(query));
                await TimeOneAsync(bm25, counted, () => Done(image.SearchBm25(query)));
                await TimeOneAsync(other, counted, () => Done(lucene.Search(query, 10)));
            }
        }

        var (grainMs, engineMs) = (Figures.Percentiles(grain), Figures.Percentiles(engine));
        return new JsonObject
        {
            ["records"] = corpus.Drafts.Count,
            ["overhead"] = Figures.Round((double)grainMs["p50"]! / (double)engineMs["p50"]!),
            ["grainMs"] = grainMs,
            ["engineMs"] = engineMs,
            ["bm25Ms"] = Figures.Percentiles(bm25),
            ["luceneMs"] = Figures.Percentiles(other),
        };
    }

    /// <summary>Share of the questions whose first ten are those of one engine that holds all records.</summary>
    private static async Task<double> CompareAsync(SearchCorpus corpus, IScopedMemory memory, EngineImage image)
    {
        var same = 0;
        foreach (var query in corpus.Queries)
        {
            var evidence = (await memory.RecallAsync(query, limit: 10)).Evidence;
            same += evidence.Select(item => item.Record.Id).SequenceEqual(await image.FindAsync(query)) ? 1 : 0;
        }

        return same / (double)corpus.Queries.Count;
    }

    private static async Task TimeOneAsync(List<double> times, bool counted, Func<Task> run)
    {
        var started = Stopwatch.GetTimestamp();
        await run();
        if (counted)
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static Task Done(int found) => found >= 0 ? Task.CompletedTask : throw new InvalidOperationException();

    /// <summary>Median time to bring a cold memory into RAM, and what it then holds there per record.</summary>
    private static async Task<(double Milliseconds, double BytesPerRecord)> ActivateAsync(BenchmarkSilo silo, Scope scope, int records)
    {
        TenantContext.Set(scope.Tenant);
        var grain = silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IEpisodicMemoryGrain>(scope.Key);
        var (times, bytes) = (new List<double>(), 0.0);
        for (var round = 0; round < 5; round++)
        {
            await grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var started = Stopwatch.GetTimestamp();
            await grain.GetStatusAsync(CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)records;
        }

        times.Sort();
        return (times[times.Count / 2], bytes);
    }

    /// <summary>The bare engine over the same operations, outside any grain.</summary>
    private sealed class EngineImage(MemoryImage image, RecallIndex index, IEmbeddingGenerator<string, Embedding<float>>? model)
    {
        private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        private readonly List<(int Ordinal, float Score)> _hits = [];

        public static async Task<EngineImage> LoadAsync(IScopedMemory memory, IEmbeddingGenerator<string, Embedding<float>>? model)
        {
            var (image, index) = (new MemoryImage(memory.Scope, MemoryType.Episodic, model as IWordVectors), new RecallIndex());
            var sequence = 0L;
            await foreach (var operation in memory.ExportAsync())
            {
                if (operation.Kind == OperationKind.Seal)
                    continue;
                image.Apply(operation with { Sequence = ++sequence });   // those of chapters have gaps
                if (operation.Record is { } record)
                    index.Add(record);
            }

            return new EngineImage(image, index, model);
        }

        public async Task<int> RecallAsync(string query) =>
            ContextAssembler.Assemble([.. (await SearchAsync(query)).Select(hit => hit.Record)], 2000).Tokens;

        public async Task<IEnumerable<MemoryId>> FindAsync(string query) => (await SearchAsync(query)).Select(hit => hit.Record.Id);

        private async Task<ImmutableArray<MemoryHit>> SearchAsync(string query)
        {
            var search = new MemorySearch { Query = query, Limit = 10 };
            if (model is not null)
            {
                search = search with
                {
                    Vector = [.. (await model.GenerateAsync([query]))[0].Vector.Span],
                    VectorModel = model.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelId,
                };
            }

            return image.Search(search, Now).Hits;
        }

        public int SearchBm25(string query)
        {
            index.SearchBm25(new SearchQuery(query, 10), _hits);
            return _hits.Count;
        }
    }
}
