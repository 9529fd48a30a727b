using System.CommandLine;
using System.Text.Json.Nodes;
using AgentGrains.Benchmarks.Search;
using AgentGrains.Benchmarks.Writes;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Benchmarks.Growth;

/// <summary>
/// What it costs a write that many sealed chapters may know its key: writes with keys that their filters rule out, in turn with writes whose keys hold a
/// '#', about which every sealed chapter is asked, as every write did before there were filters.
/// </summary>
internal static class KeyCostCommand
{
    private const int Rounds = 20;   // the first two are not counted

    public static Command Make()
    {
        var chapters = new Option<int>("--chapters") { Description = "Chapters, the last of them open", DefaultValueFactory = _ => 10 };
        var chapterRecords = new Option<int>("--chapter-records") { Description = "Records of a chapter", DefaultValueFactory = _ => 6_000 };
        var writers = new Option<int>("--writers") { Description = "Writers at once", DefaultValueFactory = _ => 4 };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("keycost", "Writes per second behind many sealed chapters, with and without asking them for each key") { chapters, chapterRecords, writers, json };
        command.SetAction(async (parsed, _) => await Figures.ReportAsync(
            await RunAsync(parsed.GetValue(chapters), parsed.GetValue(chapterRecords), parsed.GetValue(writers)), parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(int chapters, int chapterRecords, int writers)
    {
        if (chapters < 2 || chapterRecords < 200 || writers < 1)
            throw new BenchmarkInputException("--chapters must be at least 2, --chapter-records at least 200, --writers at least 1.");
        await using var silo = await BenchmarkSilo.StartAsync(configure: grains =>
        {
            BenchmarkSilo.WithoutDerivation(grains);
            grains.Services.Configure<MemoryOptions>(options => options.ChapterRecords = chapterRecords);
        });
        var memory = silo.Memory.Scope("growth", "user:one");
        var filled = (chapters - 1) * chapterRecords;
        var corpus = new SearchCorpus(filled + chapterRecords / 2);
        foreach (var batch in corpus.Drafts.Take(filled).Chunk(Math.Min(1_000, chapterRecords)))
            await memory.RememberAsync(batch);

        var perRound = chapterRecords / 2 / Rounds / 2;   // so that the open chapter stays open
        var next = filled;
        var (ruledOut, asked) = (new Rate(), new Rate());
        for (var round = 0; round < Rounds; round++)
        {
            if (round == 2)
                (ruledOut, asked) = (new Rate(), new Rate());
            await ruledOut.RunAsync(writers, perRound / writers, (_, _) => WriteAsync(""));
            await asked.RunAsync(writers, perRound / writers, (_, _) => WriteAsync("#"));
        }

        return new JsonObject
        {
            ["chapters"] = chapters,
            ["recordsBefore"] = filled,
            ["writers"] = writers,
            ["ruledOutPerSecond"] = Math.Round(ruledOut.PerSecond),
            ["askedPerSecond"] = Math.Round(asked.PerSecond),
            ["ratio"] = Figures.Round(ruledOut.PerSecond / asked.PerSecond),
        };

        Task WriteAsync(string mark)
        {
            var draft = corpus.Drafts[Interlocked.Increment(ref next) - 1];
            return memory.RememberAsync([draft with { Key = draft.Key + mark }]).AsTask();
        }
    }
}
