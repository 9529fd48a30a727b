using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;

namespace AgentGrains.Tests.Engine;

/// <summary>Short ways to write records and searches.</summary>
internal static class Records
{
    public static readonly DateTimeOffset Monday = new(2023, 5, 8, 13, 56, 0, TimeSpan.Zero);

    private static long _sequence;

    public static MemoryRecord Turn(string text, string? speaker = null, string? session = null, DateTimeOffset? at = null)
    {
        var sequence = Interlocked.Increment(ref _sequence);
        var when = at ?? Monday;
        return new MemoryRecord
        {
            Id = MemoryId.Create(MemoryType.Episodic, when, sequence, 1),
            Text = text,
            OccurredAt = when,
            Provenance = new Provenance { Actor = speaker, Session = session },
        };
    }

    public static RecallIndex IndexOf(params MemoryRecord[] records)
    {
        var index = new RecallIndex();
        foreach (var record in records)
            index.Add(record);
        return index;
    }

    public static List<RankedHit> Find(this RecallIndex index, string question, int limit = 10, Func<int, bool>? visible = null)
    {
        var hits = new List<RankedHit>();
        index.Search(new SearchQuery(question, limit) { Visible = visible }, hits);
        return hits;
    }

    public static RankedHit Hit(this List<RankedHit> hits, int ordinal) => hits.Single(hit => hit.Ordinal == ordinal);

    /// <summary>Sentences of a few hundred words, the same for the same seed.</summary>
    public static List<MemoryRecord> Conversation(int turns, int seed)
    {
        var random = new Random(seed);
        string[] words = [.. Enumerable.Range(0, 600).Select(i => $"{(char)('a' + i % 23)}{"aeiou"[i % 5]}{(char)('b' + i / 23 % 20)}{"aeiou"[i / 5 % 5]}{(char)('k' + i / 60)}")];
        string[] speakers = ["Ann", "Bob"];
        return [.. Enumerable.Range(0, turns).Select(i => Turn(
            string.Join(' ', Enumerable.Range(0, 6 + random.Next(10)).Select(_ => words[(int)(words.Length * Math.Pow(random.NextDouble(), 2))])) + (random.Next(4) == 0 ? "?" : "."),
            speakers[i % 2], $"s{i / 25}", Monday.AddDays(i / 25).AddMinutes(i % 25)))];
    }
}
