namespace AgentGrains.Engine.Audit;

/// <summary>Which records of a memory tell of erased ones: those themselves, and whatever a stage derived from any of these, also if it was forgotten since.</summary>
/// <remarks>Offer a journal's operations in order. Not thread-safe.</remarks>
/// <param name="sources">The records to erase, of any memory.</param>
public sealed class ErasureClosure(IEnumerable<MemoryId> sources)
{
    private readonly HashSet<MemoryId> _erased = [.. sources];
    private readonly HashSet<MemoryId> _here = [];

    /// <summary>All that is erased.</summary>
    public IReadOnlySet<MemoryId> Erased => _erased;

    /// <summary>Those of them that this memory has held.</summary>
    public IReadOnlySet<MemoryId> Here => _here;

    /// <summary>Takes the next operation.</summary>
    public void Offer(MemoryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (operation.Record is { } record && (_erased.Contains(record.Id) || record.Provenance is { Producer: not null, DerivedFrom: var from } && from.Any(_erased.Contains)))
        {
            _erased.Add(record.Id);
            _here.Add(record.Id);
        }
        else if (operation.Kind is not (OperationKind.Tombstone or OperationKind.Lifted) && _erased.Contains(operation.Target))
        {
            _here.Add(operation.Target);
        }
    }
}
