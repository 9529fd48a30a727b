namespace AgentGrains.Silo;

/// <summary>A request to erase records.</summary>
internal sealed record EraseBody
{
    /// <summary>1 to 1,000 ids.</summary>
    public IReadOnlyList<MemoryId>? Ids { get; init; }

    /// <summary>The ids.</summary>
    /// <exception cref="InvalidMemoryException">There are none.</exception>
    public IReadOnlyList<MemoryId> ToIds() => Ids is { Count: > 0 } ids ? ids : throw new InvalidMemoryException("ids", "Name the records to erase.");
}

/// <summary>What was erased.</summary>
/// <param name="Erased">The records, and what was derived from them.</param>
internal sealed record ErasedAnswer(IReadOnlyList<MemoryId> Erased);
