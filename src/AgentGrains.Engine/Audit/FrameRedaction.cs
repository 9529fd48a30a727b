using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Audit;

/// <summary>
/// What stands in a journal in the place of operations that tell of erased records: that something was erased, when it had been written, and the id; never a
/// text, a key, a reason or a hash of them. Every other operation replays as before.
/// </summary>
/// <remarks>Pure and thread-safe. docs/decisions/0018-erasure.md.</remarks>
public static class FrameRedaction
{
    /// <summary>The operation in the place of one; null when that one tells nothing of what is erased.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="erased">The erased records.</param>
    public static MemoryOperation? Of(MemoryOperation operation, IReadOnlySet<MemoryId> erased)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(erased);
        if (operation.Kind is OperationKind.Erased or OperationKind.ErasedChange or OperationKind.Tombstone or OperationKind.Lifted)
            return null;
        var makesErased = operation.Record is { } record && erased.Contains(record.Id);
        if (operation.Kind == OperationKind.Supersede && !makesErased && erased.Contains(operation.Target))
        {
            // The record that took an erased one's place stays, and took nobody's.
            return operation with
            {
                Kind = OperationKind.Add,
                Target = operation.Record!.Id,
                Record = operation.Record with { Lineage = operation.Record.Lineage with { Supersedes = null } },
                Reason = null,
            };
        }

        if (!makesErased && !erased.Contains(operation.Target) && !(operation.LinkedTo is { } other && erased.Contains(other)))
            return null;
        return new MemoryOperation
        {
            Kind = makesErased ? OperationKind.Erased : OperationKind.ErasedChange,
            Sequence = operation.Sequence,
            At = operation.At,
            Key = "",
            Target = makesErased ? operation.Record!.Id : operation.Target,
            Import = operation.Import,   // how far an import is; or it would bring back what is erased

            // What an erased record had replaced stays replaced: it was not true any more, whatever had come.
            LinkedTo = operation.Kind == OperationKind.Supersede && !erased.Contains(operation.Target) ? operation.Target : null,
        };
    }

    /// <summary>A frame after the erasure of records; the same bytes when it tells nothing of them.</summary>
    /// <param name="erased">Ids, as <see cref="Write"/> writes them.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="sequence">Its place in its journal.</param>
    public static ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> erased, ReadOnlyMemory<byte> frame, long sequence)
    {
        if (Of(OperationCodec.Read(frame.Span, sequence, new TextPool()), Read(erased.Span)) is not { } instead)
            return frame;
        var writer = new FieldWriter();
        OperationCodec.Write(writer, instead);
        return AuditChain.Erase(frame.Span, sequence, writer.Written);
    }

    /// <summary>Writes the ids of what is erased, to be kept while that goes on.</summary>
    public static byte[] Write(IEnumerable<MemoryId> erased)
    {
        ArgumentNullException.ThrowIfNull(erased);
        var writer = new FieldWriter();
        foreach (var id in erased.Order())
            writer.Id(1, id);
        return writer.Written.ToArray();
    }

    private static HashSet<MemoryId> Read(ReadOnlySpan<byte> erased)
    {
        var ids = new HashSet<MemoryId>();
        var reader = new FieldReader(erased, new TextPool());
        while (reader.Next(out var field))
        {
            if (field == 1)
                ids.Add(reader.Id());
            else
                reader.Skip();
        }

        return ids;
    }
}
