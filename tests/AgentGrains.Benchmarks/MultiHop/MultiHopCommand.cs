using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using AgentGrains.Engine.Index;

namespace AgentGrains.Benchmarks.MultiHop;

/// <summary>
/// Remembers passages as named resources and asks questions that need two of them. Recall@k is the share of a question's supporting
/// passages among the first k, averaged over questions.
/// </summary>
internal static class MultiHopCommand
{
    private static readonly int[] Depths = [2, 5, 10];

    public static Command Make()
    {
        var data = new Option<FileInfo>("--data") { Description = "Questions in HotpotQA's JSON format", Required = true };
        var corpus = new Option<FileInfo>("--corpus") { Description = "Passages: an object of title and sentences", Required = true };
        var embedder = new Option<string?>("--embedder") { Description = "none (default), hashing or model2vec:DIR" };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("multihop", "Recall of passages for questions that need several") { data, corpus, embedder, json };
        command.SetAction(async (parsed, _) =>
            await Figures.ReportAsync(await RunAsync(parsed.GetValue(data)!, parsed.GetValue(corpus)!, parsed.GetValue(embedder)), parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(FileInfo data, FileInfo corpus, string? embedder)
    {
        var (passages, questions) = (await MultiHopData.PassagesAsync(corpus), await MultiHopData.QuestionsAsync(data));
        await using var silo = await BenchmarkSilo.StartAsync(configure: EmbedderChoice.Configure(embedder));
        var memory = silo.Memory.Scope("multihop", "team:library");
        foreach (var chunk in passages.Chunk(100))
            await memory.RememberAsync([.. chunk.Select(Draft)]);
        if (embedder is not null and not "none")
            await EmbeddingWait.ForAsync(silo, memory.Scope);
        foreach (var question in questions.Take(20))
            await memory.RecallAsync(question.Text);   // the first calls pay for compilation

        var (found, plain, latency) = (new Totals(), new Totals(), new List<double>());
        var bm25 = PlainBm25.Over(passages);
        foreach (var question in questions)
        {
            var started = Stopwatch.GetTimestamp();
            var recall = await memory.RecallAsync(question.Text);
            latency.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            found.Add(question, [.. recall.Evidence.Select(item => item.Record.CanonicalName!)]);
            plain.Add(question, bm25.Find(question.Text, Depths[^1]));
        }

        return new JsonObject
        {
            ["passages"] = passages.Count,
            ["questions"] = questions.Count,
            ["recall"] = found.ToJson(),
            ["plainBm25"] = plain.ToJson(),
            ["latencyMs"] = Figures.Percentiles(latency),
        };
    }

    private static MemoryDraft Draft(Passage passage) => new()
    {
        Kind = MemoryKind.Resource,
        Text = passage.Text,
        CanonicalName = passage.Title,
        Key = passage.Title,
    };

    /// <summary>Mean recall at each depth.</summary>
    private sealed class Totals
    {
        private readonly double[] _sums = new double[Depths.Length];
        private int _count;

        public void Add(MultiHopQuestion question, string[] titles)
        {
            _count++;
            for (var i = 0; i < Depths.Length; i++)
                _sums[i] += question.Supporting.Count(titles.Take(Depths[i]).Contains) / (double)question.Supporting.Count;
        }

        public JsonObject ToJson() => new(Depths.Select((depth, i) =>
            KeyValuePair.Create(depth.ToString(CultureInfo.InvariantCulture), (JsonNode?)Figures.Round(_sums[i] / Math.Max(1, _count)))));
    }

    /// <summary>The BM25 channel alone over title and text, for comparison.</summary>
    private sealed class PlainBm25(RecallIndex index, List<Passage> passages)
    {
        private readonly List<(int Ordinal, float Score)> _hits = [];

        public static PlainBm25 Over(List<Passage> passages)
        {
            var index = new RecallIndex();
            foreach (var (number, passage) in passages.Index())
            {
                index.Add(new MemoryRecord
                {
                    Id = MemoryId.Create(MemoryType.Episodic, DateTimeOffset.UnixEpoch, number + 1, 1),
                    Text = passage.Title + ". " + passage.Text,
                    OccurredAt = DateTimeOffset.UnixEpoch,
                    Provenance = new Provenance(),
                });
            }

            return new PlainBm25(index, passages);
        }

        public string[] Find(string question, int limit)
        {
            index.SearchBm25(new SearchQuery(question, limit), _hits);
            return [.. _hits.Select(hit => passages[hit.Ordinal].Title)];
        }
    }
}
