using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Journal;

namespace AgentGrains.Benchmarks.Writes;

/// <summary>One write: what the caller gives, and the rows that the journal stores for it (its head, and now and then a segment).</summary>
internal sealed record WriteRow(MemoryDraft Draft, IReadOnlyList<StoredRow> Stored);

/// <summary>One row as it reaches storage.</summary>
internal readonly record struct StoredRow(string Name, byte[] Payload);

/// <summary>Conversation-like turns from a seed, run through a real journal to learn the rows they make.</summary>
internal static class WriteRows
{
    private static readonly string[] Words =
        "we met the new neighbours today and their dog ran through our garden after lunch it rained so the picnic moved inside tomorrow I start the pottery course at the old mill with Maria and her brother who just came back from Porto".Split(' ');

    public static async Task<WriteRow[]> MakeAsync(int count)
    {
        var random = new Random(42);
        var storage = new RowRecorder();
        var journal = new OperationJournal(new GrainJournal(
            new JournalPieces(storage, GrainId.Create("episodic-memory", "writes/user:0")), "writes/user:0", new JournalOptions()), "writes/user:0");
        var state = new MemoryState(Scope.User("writes", "0"), MemoryType.Episodic);
        await journal.OpenAsync(operation => state.Apply(operation));
        var rows = new WriteRow[count];
        for (var i = 0; i < count; i++)
        {
            var draft = new MemoryDraft { Text = Text(random), Actor = "Ann", Session = "session-1" };
            var decision = state.Decide(
                [draft with { Key = Guid.CreateVersion7().ToString("N") }], new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new MemoryOptions());
            await journal.AppendAsync(decision.Operations);
            state.Apply(decision.Operations[0]);
            rows[i] = new WriteRow(draft, storage.Take());
        }

        return rows;
    }

    private static string Text(Random random) =>
        string.Join(' ', Enumerable.Range(0, random.Next(8, 28)).Select(_ => Words[random.Next(Words.Length)]));
}
