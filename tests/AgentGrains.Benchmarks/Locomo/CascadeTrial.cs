using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using AgentGrains.Hosting;

namespace AgentGrains.Benchmarks.Locomo;

/// <summary>
/// Every question once, in order, of a silo that asks the embedder alone and of one that asks a cheaper one first. What is counted are the questions
/// after the first <see cref="Learning"/>: in those the map is made.
/// </summary>
internal static class CascadeTrial
{
    private const int Learning = 300;
    private const int Depth = 10;

    public static async Task<JsonObject> RunAsync(IReadOnlyList<LocomoConversation> conversations, string? embedder, string draft, bool derive)
    {
        var choose = EmbedderChoice.Configure(embedder) ?? throw new BenchmarkInputException("--draft needs the --embedder that it stands before.");
        var alone = await AskAsync(conversations, Configure, derive);
        var exits = new Dictionary<string, int>(StringComparer.Ordinal);
        using var listener = Listen(exits);
        var cascade = await AskAsync(
            conversations, grains =>
            {
                Configure(grains);
                grains.UseEmbeddingCascade(_ => EmbedderChoice.Make(draft), options => options.PeakPerSecond = 100_000);
            },
            derive, exits.Clear);   // as the counting begins
        var (asked, counted) = (exits.Values.Sum(), alone.Count - Learning);
        if (asked != counted)
            throw new InvalidOperationException($"{counted} questions were counted, and {asked} went through the cascade.");
        return new JsonObject
        {
            ["questions"] = asked,
            ["targetRecallAt10"] = Mean(alone.Select(answer => answer.Recall)),
            ["recallAt10"] = Mean(cascade.Select(answer => answer.Recall)),
            ["agreement"] = Mean(alone.Zip(cascade, static (one, other) => (double?)(one.Turns.Intersect(other.Turns).Count() / (double)Math.Max(1, one.Turns.Count)))),
            ["savedCalls"] = Figures.Round(1 - exits.GetValueOrDefault("Target") / (double)asked),
            ["degraded"] = Figures.Round(exits.GetValueOrDefault("Budget") / (double)asked),
        };

        void Configure(AgentGrainsBuilder grains) => choose(grains.ConfigureDerivation(options => options.Enabled = derive));

        static double Mean(IEnumerable<double?> values) => Figures.Round(values.Skip(Learning).Where(value => value is not null).Average()!.Value);
    }

    // Of each question the turns found, and the share of its evidence among them where it has an answer.
    private static async Task<List<(IReadOnlyList<string> Turns, double? Recall)>> AskAsync(
        IReadOnlyList<LocomoConversation> conversations, Action<AgentGrainsBuilder> configure, bool derive, Action? counting = null)
    {
        await using var silo = await BenchmarkSilo.StartAsync("memory", configure);
        var dialogs = new Dictionary<MemoryId, string>();
        var scores = new LocomoScores(dialogs);
        foreach (var conversation in conversations)
            await LocomoMemory.LoadAsync(silo, conversation, dialogs, derive);
        var answers = new List<(IReadOnlyList<string>, double?)>();
        foreach (var (conversation, question) in conversations.SelectMany(conversation => conversation.Questions.Select(question => (conversation, question))))
        {
            if (answers.Count == Learning)
                counting?.Invoke();
            var found = await silo.Memory.Scope(LocomoMemory.Tenant, LocomoMemory.NameOf(conversation)).RecallAsync(question.Text, limit: Depth);
            var turns = found.Evidence.SelectMany(item => scores.Dialogs(item.Record)).Distinct().Take(Depth).ToList();
            answers.Add((turns, question.Category <= 4 && question.Evidence.Count > 0 ? question.Evidence.Count(turns.Contains) / (double)question.Evidence.Count : null));
        }

        return answers;
    }

    private static MeterListener Listen(Dictionary<string, int> exits)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "agentgrains.inference.cascade")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            lock (exits)
            {
                var exit = (string)tags[0].Value!;
                exits[exit] = exits.GetValueOrDefault(exit) + (int)count;
            }
        });
        listener.Start();
        return listener;
    }
}
