namespace AgentGrains.Silo;

/// <summary>What to remember.</summary>
internal sealed record RememberBody
{
    /// <summary>The memories, in order; those of one memory (episodic, semantic, procedural) are remembered all or none.</summary>
    public IReadOnlyList<MemoryItem?>? Items { get; init; }

    /// <summary>The drafts that the items ask for.</summary>
    /// <exception cref="InvalidMemoryException">An item is missing or not valid, or there are too many.</exception>
    public IReadOnlyList<MemoryDraft> ToDrafts(MemoryOptions limits)
    {
        if (Items is not { Count: > 0 })
            throw new InvalidMemoryException("items", "There is nothing to remember; send at least one item.");
        if (Items.Count > limits.MaxBatch)
            throw new InvalidMemoryException("items",
                $"There are {Items.Count} items; one request takes {limits.MaxBatch} (MemoryOptions.MaxBatch). Send the rest in further requests.");

        return [.. Items.Select((item, i) => item is null
            ? throw new InvalidMemoryException($"items[{i}]", "The item is null; send an object.")
            : item.ToDraft($"items[{i}]"))];
    }
}

/// <summary>Proofs that the writes are durable, one per item, in order.</summary>
internal sealed record ReceiptsBody(IReadOnlyList<ReceiptBody> Receipts);

/// <summary>Proof that a write is durable.</summary>
/// <param name="Id">The record it made.</param>
/// <param name="Sequence">Its position in the journal.</param>
/// <param name="Watermark">Pass it to a recall to wait for what is derived from this write.</param>
internal sealed record ReceiptBody(MemoryId Id, long Sequence, string Watermark)
{
    /// <summary>held when it is in quarantine, echo when it repeats what memory had just returned and nothing was written; left out when it is remembered.</summary>
    public string? Disposition { get; init; }

    /// <summary>Writes a receipt.</summary>
    public static ReceiptBody From(MemoryReceipt receipt) => new(receipt.Id, receipt.Sequence, receipt.Watermark)
    {
        Disposition = receipt.Disposition == WriteDisposition.Stored ? null : receipt.Disposition.ToString().ToLowerInvariant(),
    };
}
