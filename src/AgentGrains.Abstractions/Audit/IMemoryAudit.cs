namespace AgentGrains;

/// <summary>The history of one scope's memory, and the proof that it is what was written.</summary>
/// <remarks>Thread-safe. docs/audit.md.</remarks>
public interface IMemoryAudit
{
    /// <summary>
    /// Follows the chain of hashes over every operation. What was changed, left out, put in or moved is found; what was cut off at the end only if
    /// <paramref name="kept"/> has a head from after that.
    /// </summary>
    /// <param name="kept">Heads of earlier reports that were kept elsewhere; at most one of each memory, or chapter of a log, counts, the latest.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    ValueTask<AuditReport> VerifyAsync(IReadOnlyCollection<AuditHead>? kept = null, CancellationToken cancellationToken = default);

    /// <summary>Every operation of a memory in order, with the record it was about as it was before and after: who, why, on what evidence, and what changed.</summary>
    /// <param name="type">The memory.</param>
    /// <param name="afterSequence">Leaves out the operations up to this one, which are replayed all the same.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    IAsyncEnumerable<AuditEntry> ReadAsync(MemoryType type, long afterSequence = 0, CancellationToken cancellationToken = default);
}
