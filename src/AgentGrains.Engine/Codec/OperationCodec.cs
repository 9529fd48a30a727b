using System.Collections.Immutable;

namespace AgentGrains.Engine.Codec;

/// <summary>
/// The persisted form of an operation: what a journal frame holds. Its sequence is not written, since its place in the journal
/// says it. Field numbers are for ever: never renumber, only add (docs/decisions/0001-journal-format.md).
/// </summary>
public static class OperationCodec
{
    /// <summary>Writes one operation.</summary>
    public static void Write(FieldWriter writer, MemoryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(operation);
        writer.Number(1, (ulong)operation.Kind);
        writer.Time(2, operation.At);
        writer.Text(3, operation.Key);
        writer.Fixed64(4, operation.ContentHash);
        writer.Id(5, operation.Target);
        if (operation.Record is { } record)
        {
            var start = writer.Begin(6);
            RecordCodec.Write(writer, record, operation.Target, operation.Sequence, operation.At);
            writer.End(start);
        }

        writer.Id(7, operation.LinkedTo);
        PartCodec.WriteVector(writer, 8, operation.Vector);
        writer.Text(9, operation.Reason);
        foreach (var evidence in operation.Evidence)
            writer.Id(10, evidence);
        if (operation.Producer != "caller")
            writer.Text(11, operation.Producer);
        PartCodec.WriteLife(writer, 12, operation.Life);
        writer.Text(13, operation.Gist);
        ImportCodec.Write(writer, operation.Import);
        if (!operation.Sketch.IsEmpty)
            writer.Bytes(31, operation.Sketch.AsSpan());
        StageCodec.Write(writer, operation.Stage);
        FenceCodec.Write(writer, operation.Fence);
    }

    /// <summary>Reads one operation.</summary>
    /// <exception cref="FormatException">The bytes are not an operation.</exception>
    public static MemoryOperation Read(ReadOnlySpan<byte> bytes, long sequence, TextPool pool)
    {
        var (kind, at, key, hash) = (OperationKind.Add, default(DateTimeOffset), "", 0UL);
        var (target, record, linkedTo) = (default(MemoryId), (MemoryRecord?)null, (MemoryId?)null);
        var (vector, reason, producer) = ((StoredVector?)null, (string?)null, "caller");
        List<MemoryId>? evidence = null;
        LifeSignals? life = null;
        string? gist = null;
        ImportNote? import = null;
        ImmutableArray<byte> sketch = [];
        StageNote? stage = null;
        FenceNote? fence = null;
        var reader = new FieldReader(bytes, pool);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: kind = (OperationKind)reader.Kind(); break;
                case 2: at = reader.Time(); break;
                case 3: key = reader.Text(); break;
                case 4: hash = reader.Fixed64(); break;
                case 5: target = reader.Id(); break;
                case 6: record = RecordCodec.Read(reader.Message(), target, sequence, at); break;
                case 7: linkedTo = reader.Id(); break;
                case 8: vector = PartCodec.ReadVector(reader.Message()); break;
                case 9: reason = reader.SharedText(); break;
                case 10: (evidence ??= []).Add(reader.Id()); break;
                case 11: producer = reader.SharedText(); break;
                case 12: life = PartCodec.ReadLife(reader.Message()); break;
                case 13: gist = reader.Text(); break;
                case ImportCodec.Field: import = ImportCodec.Read(reader.Message()); break;
                case 31: sketch = [.. reader.Bytes()]; break;
                case StageCodec.Field: stage = StageCodec.Read(reader.Message()); break;
                case FenceCodec.Field: fence = FenceCodec.Read(reader.Message()); break;
                default: reader.Skip(); break;
            }
        }

        return new MemoryOperation
        {
            Kind = kind,
            Sequence = sequence,
            At = at,
            Key = key,
            ContentHash = hash,
            Target = target,
            Record = record,
            LinkedTo = linkedTo,
            Vector = vector,
            Reason = reason,
            Evidence = evidence is null ? [] : [.. evidence],
            Producer = producer,
            Life = life,
            Gist = gist,
            Import = import,
            Sketch = sketch,
            Stage = stage,
            Fence = fence,
        };
    }

    /// <summary>Appends the canonical bytes of a record, standing alone: equal records give equal bytes.</summary>
    public static void WriteRecord(FieldWriter writer, MemoryRecord record)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var start = writer.Begin(1);
        RecordCodec.Write(writer, record, default, 0, default);
        writer.End(start);
    }
}
