using System.Collections.Immutable;

namespace AgentGrains.Cluster.Tests.Outcomes;

/// <summary>
/// A memory in which every question finds what the person it names said of the matter, and what somebody else said of it, with a time. Users of
/// this tenant only ever need the second; the shipped weights put the first on top.
/// </summary>
internal static class OutcomeWorld
{
    public static readonly Scope Ann = Scope.User("acme", "ann");

    private static readonly DateTimeOffset Monday = new(2024, 5, 6, 12, 0, 0, TimeSpan.Zero);

    public static async Task RememberAsync(IScopedMemory memory, int topics)
    {
        foreach (var chunk in Enumerable.Range(0, topics).Chunk(100))
        {
            await memory.RememberAsync(
            [
                .. chunk.SelectMany(topic => (MemoryDraft[])
                [
                    Turn("Ann", $"the {First(topic)} and the {Second(topic)} came up once more", topic),
                    Turn("Bob", "we spoke at length", topic),
                    Turn("Ann", "nothing else happened", topic),
                    Turn("Bob", "that is how it goes", topic),
                    Turn("Ann", "so it seems to me", topic),
                    Turn("Bob", $"the {First(topic)} and the {Second(topic)} were settled yesterday", topic),
                ]),
            ]);
        }
    }

    public static ValueTask<RecallResult> AskAsync(IScopedMemory memory, int topic) => memory.RecallAsync($"Ann and the {First(topic)} and the {Second(topic)}");

    /// <summary>Asks for twenty.</summary>
    public static ValueTask<RecallResult> AskAsync(IMemoryClient memory, int topic, bool adaptive) => memory.RecallAsync(
        "acme", new RecallRequest { Query = $"Ann and the {First(topic)} and the {Second(topic)}", Scopes = [Ann], Limit = 20, Adaptive = adaptive });

    /// <summary>How many records twenty adaptive recalls return.</summary>
    public static async Task<int> KeptAsync(IMemoryClient memory, int from)
    {
        var kept = 0;
        for (var topic = from; topic < from + 20; topic++)
            kept += (await AskAsync(memory, topic, adaptive: true)).Evidence.Length;
        return kept;
    }

    /// <summary>What the users of this tenant use.</summary>
    public static MemoryId Needed(RecallResult recall) => recall.Evidence.First(item => item.Record.Text.EndsWith("yesterday", StringComparison.Ordinal)).Record.Id;

    /// <summary>Asks and reports; returns the recalls' ids.</summary>
    public static async Task<List<string>> ReportAsync(IScopedMemory memory, int from, int to, Func<RecallResult, MemoryId>? uses = null, bool success = true)
    {
        var reported = new List<string>();
        for (var topic = from; topic < to; topic++)
        {
            var recall = await AskAsync(memory, topic);
            await memory.ReportOutcomeAsync(recall.RecallId, [(uses ?? Needed)(recall)], success);
            reported.Add(recall.RecallId);
        }

        return reported;
    }

    /// <summary>Share of questions whose needed record comes first.</summary>
    public static async Task<double> FirstAsync(IScopedMemory memory, int from, int to)
    {
        var first = 0;
        for (var topic = from; topic < to; topic++)
        {
            var recall = await AskAsync(memory, topic);
            first += recall.Evidence[0].Record.Id == Needed(recall) ? 1 : 0;
        }

        return (double)first / (to - from);
    }

    /// <summary>A ranking as it can be compared.</summary>
    public static async Task<ImmutableArray<(MemoryId, double)>> RankingAsync(IScopedMemory memory, int from, int to)
    {
        var ranking = ImmutableArray.CreateBuilder<(MemoryId, double)>();
        for (var topic = from; topic < to; topic++)
            ranking.AddRange((await AskAsync(memory, topic)).Evidence.Select(item => (item.Record.Id, item.Score)));
        return ranking.ToImmutable();
    }

    private static MemoryDraft Turn(string speaker, string text, int topic) => new()
    {
        Text = text,
        Actor = speaker,
        Session = $"s{topic}",
        OccurredAt = Monday.AddDays(topic % 300),
    };

    private static string First(int topic) => Word(topic, 'b');

    private static string Second(int topic) => Word(topic, 'z');

    private static string Word(int topic, char last) => $"{(char)('c' + topic % 17)}o{(char)('b' + topic / 17 % 17)}u{(char)('d' + topic % 11)}a{last}";
}
