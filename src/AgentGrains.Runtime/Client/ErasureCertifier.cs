using System.Text;
using AgentGrains.Engine.Audit;

namespace AgentGrains.Runtime.Client;

/// <summary>Reads a scope's whole history and signs that nothing of some records is in it.</summary>
internal static class ErasureCertifier
{
    public static async ValueTask<ErasureCertificate> CertifyAsync(
        Scope scope, IMemoryAudit audit, IReadOnlyCollection<MemoryId> ids, CubeOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            throw new InvalidMemoryException("ids", "Name the records that were erased.");
        using var key = CubeKeys.Signing(options);
        var erased = ids.ToHashSet();
        var records = new SortedDictionary<MemoryId, ErasedRecord>();
        var tombstones = new HashSet<MemoryId>();
        foreach (var type in Enum.GetValues<MemoryType>())
        {
            await foreach (var entry in audit.ReadAsync(type, cancellationToken: cancellationToken))
                Take(entry.Operation, erased, records, tombstones);
        }

        if (erased.FirstOrDefault(id => !records.ContainsKey(id)) is var unknown && unknown != default)
            throw new InvalidMemoryException("ids", $"Record '{unknown}' was not erased in '{scope.Key}': its history knows no such erasure.");

        // After the reading: what was read is covered by these heads.
        var report = await audit.VerifyAsync(cancellationToken: cancellationToken);
        if (report.Memories.FirstOrDefault(memory => memory.BrokenAt is not null) is { } broken)
            throw new InvalidMemoryException("history", $"The history of '{scope.Key}' is not what was written from operation {broken.BrokenAt} on: nothing is certified of it. {broken.Reason}");
        var certificate = new ErasureCertificate(
            scope.Tenant, scope.Name, clock.GetUtcNow(), [.. records.Values], tombstones.Count, [.. report.Memories.Select(memory => memory.Head)],
            Convert.ToHexStringLower(key.Fingerprint), "");
        return certificate with { Signature = Convert.ToBase64String(key.Sign(Encoding.UTF8.GetBytes(certificate.Statement))) };
    }

    private static void Take(MemoryOperation operation, HashSet<MemoryId> erased, SortedDictionary<MemoryId, ErasedRecord> records, HashSet<MemoryId> tombstones)
    {
        // What an erasure would still overwrite is not erased.
        if (FrameRedaction.Of(operation, erased) is not null || operation.Record?.Provenance.DerivedFrom.Any(erased.Contains) == true)
            throw new InvalidMemoryException("ids", $"Operation {operation.Sequence} still tells of what was to be erased; erase it first.");
        if (!erased.Contains(operation.Target))
            return;
        switch (operation.Kind)
        {
            case OperationKind.Erased: records.TryAdd(operation.Target, new ErasedRecord(operation.Target, operation.Sequence, operation.At)); break;
            case OperationKind.Tombstone: tombstones.Add(operation.Target); break;
            case OperationKind.Lifted: tombstones.Remove(operation.Target); break;
        }
    }
}
