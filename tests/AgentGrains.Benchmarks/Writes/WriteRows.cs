using AgentGrains.Engine.Codec;

namespace AgentGrains.Benchmarks.Writes;

/// <summary>A draft, and the bytes that its operation takes in the journal: the row the bare store gets.</summary>
internal sealed record WriteRow(MemoryDraft Draft, byte[] Payload);

/// <summary>Conversation-like turns from a seed.</summary>
internal static class WriteRows
{
    private static readonly string[] Words =
        "we met the new neighbours today and their dog ran through our garden after lunch it rained so the picnic moved inside tomorrow I start the pottery course at the old mill with Maria and her brother who just came back from Porto".Split(' ');

    public static WriteRow[] Make(int count)
    {
        var random = new Random(42);
        var writer = new FieldWriter();
        return [.. Enumerable.Range(0, count).Select(_ => Row(random, writer))];
    }

    private static WriteRow Row(Random random, FieldWriter writer)
    {
        var text = string.Join(' ', Enumerable.Range(0, random.Next(8, 28)).Select(_ => Words[random.Next(Words.Length)]));
        var draft = new MemoryDraft { Text = text, Actor = "Ann", Session = "session-1" };
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var id = MemoryId.Create(MemoryType.Episodic, at, 1, 1);
        writer.Reset();
        OperationCodec.Write(writer, new MemoryOperation
        {
            Key = Guid.CreateVersion7().ToString("N"),
            Sequence = 1,
            At = at,
            Target = id,
            Record = new MemoryRecord { Id = id, Text = text, OccurredAt = at, RecordedAt = at, Sequence = 1, Provenance = new Provenance { Actor = "Ann", Session = "session-1" } },
        });
        return new WriteRow(draft, writer.Written.ToArray());
    }
}
