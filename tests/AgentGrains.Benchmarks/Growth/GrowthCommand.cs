using System.CommandLine;
using System.Text.Json.Nodes;
using AgentGrains.Benchmarks.Search;
using AgentGrains.Engine.Records;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Benchmarks.Growth;

/// <summary>One scope grows over several chapters under load: whether anything is lost, doubled or torn, and whether ranks stay those of a memory in one grain.</summary>
internal static class GrowthCommand
{
    public static Command Make()
    {
        var records = new Option<int>("--records") { Description = "Records in the end", DefaultValueFactory = _ => 60_000 };
        var start = new Option<int>("--start") { Description = "Records before the first comparison", DefaultValueFactory = _ => 1_000 };
        var chapters = new Option<int>("--chapter-records") { Description = "Records of a chapter", DefaultValueFactory = _ => 20_000 };
        var rounds = new Option<int>("--rounds") { Description = "Comparisons of ranks after the first", DefaultValueFactory = _ => 3 };
        var writers = new Option<int>("--writers") { Description = "Writers at once", DefaultValueFactory = _ => 4 };
        var readers = new Option<int>("--readers") { Description = "Readers at once", DefaultValueFactory = _ => 2 };
        var most = new Option<int>("--most") { Description = "Most records in one call", DefaultValueFactory = _ => 20 };
        var seed = new Option<int>("--seed") { Description = "Seed", DefaultValueFactory = _ => 7 };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("growth", "One scope grows over several chapters while it is written to and read") { records, start, chapters, rounds, writers, readers, most, seed, json };
        command.SetAction(async (parsed, _) => await Figures.ReportAsync(
            await RunAsync(
                new Sizes(parsed.GetValue(records), parsed.GetValue(start), parsed.GetValue(chapters), parsed.GetValue(rounds)),
                new Load(parsed.GetValue(writers), parsed.GetValue(readers), parsed.GetValue(most)), parsed.GetValue(seed)),
            parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(Sizes sizes, Load load, int seed)
    {
        if (sizes.Start < 1 || sizes.Records < sizes.Start || sizes.ChapterRecords < 1 || sizes.Rounds < 1 || load.Writers < 1 || load.Readers < 0 || load.Most is < 1 or > 1000)
            throw new BenchmarkInputException("--start, --chapter-records, --rounds, --writers must be at least 1, --records at least --start, --readers at least 0, --most from 1 to 1,000.");
        var corpus = new SearchCorpus(sizes.Records, seed);
        await using var split = await StartAsync(sizes.ChapterRecords);
        await using var whole = await StartAsync(0);
        var run = new GrowthRun(split.Memory, whole.Memory, corpus.Drafts, corpus.Queries, seed);
        for (var round = 0; round <= sizes.Rounds; round++)
        {
            await run.GrowAsync(sizes.Start + (int)((sizes.Records - sizes.Start) * (long)round / sizes.Rounds), load.Writers, load.Readers, load.Most);
            await run.CompareAsync();
        }

        var faults = run.History.Faults;
        return new JsonObject
        {
            ["records"] = run.History.Acknowledged,
            ["chapters"] = await CountAsync(split, run.Scope),
            ["calls"] = run.WriteMs.Count,
            ["recalls"] = run.RecallMs.Count,
            ["lost"] = faults.Lost,
            ["doubled"] = faults.Doubled,
            ["torn"] = faults.Torn,
            ["reordered"] = faults.Reordered,
            ["unacknowledged"] = faults.Unacknowledged,
            ["unfound"] = faults.Unfound,
            ["partialRecalls"] = faults.Partial,
            ["ranksCompared"] = run.Ranks.Asked,
            ["ranksSame"] = run.Ranks.Same,
            ["recordsPerSecond"] = Math.Round(run.WritesPerSecond),
            ["callMs"] = Figures.Percentiles(run.WriteMs),
            ["slowestCallMs"] = Figures.Round(run.WriteMs.Max()),
            ["recallMs"] = Figures.Percentiles(run.RecallMs),
        };
    }

    private static Task<BenchmarkSilo> StartAsync(int chapterRecords) => BenchmarkSilo.StartAsync(configure: grains =>
    {
        BenchmarkSilo.WithoutDerivation(grains);
        grains.Services.Configure<MemoryOptions>(options => options.ChapterRecords = chapterRecords);
    });

    private static async Task<int> CountAsync(BenchmarkSilo silo, Scope scope)
    {
        TenantContext.Set(scope.Tenant);
        var status = await silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IEpisodicMemoryGrain>(scope.Key).GetStatusAsync(CancellationToken.None);
        return Chapters.OfSequence(status.Sequence) + 1;
    }

    private readonly record struct Sizes(int Records, int Start, int ChapterRecords, int Rounds);

    private readonly record struct Load(int Writers, int Readers, int Most);
}
