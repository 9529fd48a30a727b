using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>Brings many drafts into a memory, such as those of another assistant's export.</summary>
public static class MemoryImport
{
    private const int Batch = 64;

    /// <summary>
    /// Remembers drafts, some at a time; returns when they are durable. One that says what was erased, or has its key, is left out and reported, and the rest is remembered. Repeatable where
    /// drafts have keys: those that are there already are left as they are.
    /// </summary>
    /// <param name="memory">The memory.</param>
    /// <param name="drafts">The drafts, in order.</param>
    /// <param name="cancellationToken">Stops between two calls; what was remembered by then stays.</param>
    /// <inheritdoc cref="IMemoryGrain.RememberAsync" path="/exception"/>
    public static async ValueTask<ImportReport> ImportAsync(this IScopedMemory memory, IReadOnlyCollection<MemoryDraft> drafts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(drafts);
        var (remembered, watermark, erased) = (0, (string?)null, ImmutableArray.CreateBuilder<ErasedDraft>());

        // Keys are fixed before the first try: what was written beside a refused draft must not be written twice.
        foreach (var batch in drafts.Select((draft, item) => (Draft: draft.Key is null ? draft with { Key = Guid.CreateVersion7().ToString("N") } : draft, Item: item)).GroupBy(pair => MemoryKinds.TypeOf(pair.Draft.Kind)).SelectMany(type => type.Chunk(Batch)))
        {
            var rest = batch.ToList();
            while (rest.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    var receipts = await memory.RememberAsync([.. rest.Select(pair => pair.Draft)], cancellationToken).ConfigureAwait(false);
                    (remembered, watermark) = (remembered + receipts.Length, receipts[^1].Watermark);
                    break;
                }
                catch (MemoryRejectedException refused) when (refused.Item < rest.Count && refused.Reasons.Any(reason => reason.Signal == GuardSignal.Erased))
                {
                    erased.Add(new ErasedDraft(rest[refused.Item].Item, refused.Message));
                    rest.RemoveAt(refused.Item);
                }
            }
        }

        return new ImportReport(remembered, erased.ToImmutable(), watermark);
    }
}

/// <summary>What an import did.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
/// <param name="Remembered">Drafts that are in memory now, those that were there before included.</param>
/// <param name="Erased">Drafts that were left out because what they say was erased.</param>
/// <param name="Watermark">Of the last write; null when nothing was remembered.</param>
public sealed record ImportReport(int Remembered, ImmutableArray<ErasedDraft> Erased, string? Watermark);

/// <summary>A draft that was left out.</summary>
/// <param name="Item">Its position, from 0.</param>
/// <param name="Reason">Why, with the erased record's id; never what it says.</param>
public sealed record ErasedDraft(int Item, string Reason);
