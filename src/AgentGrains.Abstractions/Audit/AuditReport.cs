using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What a walk over the chains of a scope's memories found.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
/// <param name="Memories">One verdict per memory; of a log in chapters one per chapter, each of which has a chain of its own.</param>
public sealed record AuditReport(ImmutableArray<AuditVerdict> Memories)
{
    /// <summary>Whether nothing is broken.</summary>
    public bool IsIntact => Memories.All(static memory => memory.BrokenAt is null);
}

/// <summary>What the walk over one memory's chain found.</summary>
/// <param name="Head">The end of the chain; keep it elsewhere, and a later walk proves that everything up to it is as it was.</param>
/// <param name="ChainedFrom">
/// The first operation that bears a link; 1 for a memory of this version, later if it was begun by one without links (what came before is covered by the
/// first link), 0 if no operation bears one, so that nothing is proven.
/// </param>
/// <param name="BrokenAt">The first operation that is not what was written, or before which something is missing; null when there is none.</param>
/// <param name="Reason">What is wrong there; null when nothing is.</param>
public sealed record AuditVerdict(AuditHead Head, long ChainedFrom, long? BrokenAt, string? Reason);

/// <summary>A place in a memory's chain.</summary>
/// <param name="Type">The memory.</param>
/// <param name="Sequence">The operation; 0 before the first.</param>
/// <param name="Link">Its link, 32 hexadecimal digits; everything up to the operation follows from it.</param>
public sealed record AuditHead(MemoryType Type, long Sequence, string Link);

/// <summary>One operation, and what it changed.</summary>
/// <param name="Operation">Who did what when, why and on what evidence.</param>
/// <param name="Before">The record it was about, before; null when there was none.</param>
/// <param name="After">The same record after; null when it is gone.</param>
public sealed record AuditEntry(MemoryOperation Operation, MemoryRecord? Before, MemoryRecord? After);

/// <summary>A stretch of a memory's chain, followed.</summary>
/// <param name="Sequence">Its last operation.</param>
/// <param name="Link">The link there.</param>
/// <param name="ChainedFrom">The first operation that bears a link; 0 if none did.</param>
/// <param name="BrokenAt">The first operation whose link does not follow; null if all do.</param>
/// <param name="IsEnd">There is nothing more.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.AuditStretch")]
public sealed record AuditStretch(
    [property: Id(0)] long Sequence, [property: Id(1)] ImmutableArray<byte> Link, [property: Id(2)] long ChainedFrom, [property: Id(3)] long? BrokenAt,
    [property: Id(4)] bool IsEnd);
