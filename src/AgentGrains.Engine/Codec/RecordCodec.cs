namespace AgentGrains.Engine.Codec;

/// <summary>
/// The persisted form of a record. Field numbers are for ever: never renumber, only add
/// (docs/decisions/0001-journal-format.md).
/// </summary>
internal static class RecordCodec
{
    /// <summary>Writes a record; what equals the operation it belongs to is left out.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="record">The record.</param>
    /// <param name="id">The operation's target.</param>
    /// <param name="sequence">The operation's sequence.</param>
    /// <param name="at">The operation's time.</param>
    public static void Write(FieldWriter writer, MemoryRecord record, MemoryId id, long sequence, DateTimeOffset at)
    {
        writer.Id(1, record.Id == id ? null : record.Id);
        writer.Number(2, (ulong)record.Kind);
        writer.Text(3, record.Text);
        writer.Text(4, record.Why);
        writer.Text(5, record.CanonicalName);
        foreach (var alias in record.Aliases)
            writer.Text(6, alias);
        PartCodec.WriteSlot(writer, record.Slot);
        foreach (var argument in record.Arguments)
            PartCodec.WritePair(writer, 8, argument.Role, argument.Entity);
        writer.Time(9, record.OccurredAt.EqualsExact(at) ? null : record.OccurredAt);
        writer.Time(10, record.ValidFrom);
        writer.Time(11, record.ValidTo);
        writer.Time(12, record.RecordedAt.EqualsExact(at) ? null : record.RecordedAt);
        PartCodec.WriteProvenance(writer, record.Provenance);
        writer.Number(14, (ulong)record.Status);
        writer.Real(15, record.Confidence, 1);
        writer.Real(16, record.Trust, 1);
        PartCodec.WriteLineage(writer, record.Lineage);
        PartCodec.WriteLife(writer, record.Life);
        PartCodec.WriteVector(writer, 19, record.Vector);
        PartCodec.WriteOutcome(writer, record.Outcome);
        writer.Number(21, (ulong)record.Sensitivity);
        writer.Number(22, record.Pinned ? 1u : 0);
        foreach (var entry in record.Metadata)
            PartCodec.WritePair(writer, 23, entry.Name, entry.Value);
        writer.Number(24, (ulong)record.Sequence, (ulong)sequence);
        PartCodec.WriteBelief(writer, record.Belief);
        writer.Time(26, record.ExpiresAt);
        writer.Text(27, record.Gist);
    }

    public static MemoryRecord Read(FieldReader reader, MemoryId id, long sequence, DateTimeOffset at)
    {
        var record = new RecordBuilder { Id = id, Sequence = sequence, OccurredAt = at, RecordedAt = at };
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: record.Id = reader.Id(); break;
                case 2: record.Kind = (MemoryKind)reader.Kind(); break;
                case 3: record.Text = reader.Text(); break;
                case 4: record.Why = reader.Text(); break;
                case 5: record.CanonicalName = reader.Text(); break;
                case 6: (record.Aliases ??= []).Add(reader.Text()); break;
                case 7: record.Slot = PartCodec.ReadSlot(reader.Message()); break;
                case 8: (record.Arguments ??= []).Add(PartCodec.ReadArgument(reader.Message())); break;
                case 9: record.OccurredAt = reader.Time(); break;
                case 10: record.ValidFrom = reader.Time(); break;
                case 11: record.ValidTo = reader.Time(); break;
                case 12: record.RecordedAt = reader.Time(); break;
                case 13: record.Provenance = PartCodec.ReadProvenance(reader.Message()); break;
                case 14: record.Status = (EpistemicStatus)reader.Kind(); break;
                case 15: record.Confidence = reader.Real(); break;
                case 16: record.Trust = reader.Real(); break;
                case 17: record.Lineage = PartCodec.ReadLineage(reader.Message()); break;
                case 18: record.Life = PartCodec.ReadLife(reader.Message()); break;
                case 19: record.Vector = PartCodec.ReadVector(reader.Message()); break;
                case 20: record.Outcome = PartCodec.ReadOutcome(reader.Message()); break;
                case 21: record.Sensitivity = (Sensitivity)reader.Kind(); break;
                case 22: record.Pinned = reader.Number() != 0; break;
                case 23: (record.Metadata ??= []).Add(PartCodec.ReadEntry(reader.Message())); break;
                case 24: record.Sequence = (long)reader.Number(); break;
                case 25: record.Belief = PartCodec.ReadBelief(reader.Message()); break;
                case 26: record.ExpiresAt = reader.Time(); break;
                case 27: record.Gist = reader.Text(); break;
                default: reader.Skip(); break;
            }
        }

        return record.ToRecord();
    }
}
