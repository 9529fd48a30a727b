using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace AgentGrains.Engine.Cubes;

/// <summary>Other ids for records whose own are taken: the same ones for the same import, however often it is tried.</summary>
internal static class CubeCopies
{
    /// <summary>The id of a record's copy: its time, and a hash of import and id.</summary>
    public static MemoryId IdOf(MemoryId id, string import)
    {
        var hash = new XxHash128();
        Span<byte> value = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(value, id.Value);
        hash.Append(value);
        hash.Append(Encoding.UTF8.GetBytes(import));
        return new MemoryId(id.Type, (id.Value >> 80 << 80) | (hash.GetCurrentHashAsUInt128() >> 48));
    }

    /// <summary>The operation with other ids, wherever they stand in it.</summary>
    public static MemoryOperation Rename(MemoryOperation operation, IReadOnlyDictionary<MemoryId, MemoryId> copies)
    {
        if (copies.Count == 0)
            return operation;
        return operation with
        {
            Target = Of(operation.Target),
            LinkedTo = operation.LinkedTo is { } other ? Of(other) : null,
            Evidence = [.. operation.Evidence.Select(Of)],
            Record = operation.Record is not { } record ? null : record with
            {
                Id = Of(record.Id),
                Provenance = record.Provenance with { DerivedFrom = [.. record.Provenance.DerivedFrom.Select(Of)] },
                Lineage = record.Lineage with
                {
                    Supersedes = record.Lineage.Supersedes is { } old ? Of(old) : null,
                    SupersededBy = record.Lineage.SupersededBy is { } by ? Of(by) : null,
                    Links = [.. record.Lineage.Links.Select(Of).Order()],
                },
            },
        };

        MemoryId Of(MemoryId id) => copies.GetValueOrDefault(id, id);
    }
}
