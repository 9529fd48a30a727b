using System.Collections.Immutable;
using AgentGrains.Engine.Erasure;

namespace AgentGrains.Engine.Records;

public sealed partial class MemoryState
{
    /// <summary>What was erased here, or elsewhere in the scope, and must not come back.</summary>
    internal Tombstones Tombstones { get; } = new();

    /// <summary>Decides to raise tombstones; those that stand already are left as they are.</summary>
    internal ImmutableArray<MemoryOperation> DecideTombstones(IEnumerable<(MemoryId Erased, ImmutableArray<byte> Sketch)> sketches, DateTimeOffset now)
    {
        var sequence = Sequence;
        return
        [
            .. from item in sketches
               where Tombstones.SketchOf(item.Erased) is null
               select new MemoryOperation { Kind = OperationKind.Tombstone, Sequence = ++sequence, At = TimeOfRecord(now), Key = $"#{sequence}", Target = item.Erased, Sketch = item.Sketch },
        ];
    }

    /// <summary>Decides to lift the tombstones of erased records; those that do not stand mean nothing.</summary>
    internal ImmutableArray<MemoryOperation> DecideLift(IEnumerable<MemoryId> erased, DateTimeOffset now)
    {
        var sequence = Sequence;
        return
        [
            .. from id in erased.Distinct()
               where Tombstones.SketchOf(id) is not null
               select new MemoryOperation { Kind = OperationKind.Lifted, Sequence = ++sequence, At = TimeOfRecord(now), Key = $"#{sequence}", Target = id },
        ];
    }

    /// <summary>Refuses drafts that bring back what was erased; those whose keys are known are answered as ever.</summary>
    /// <exception cref="MemoryRejectedException">A draft says what was erased.</exception>
    internal void RequireNotErased(ImmutableArray<MemoryDraft> drafts, Func<MemoryDraft, bool> isKnown)
    {
        if (FindErased(drafts, isKnown) is not { } found)
            return;
        throw new MemoryRejectedException(
            found.Number, [new GuardReason(GuardSignal.Erased, 1, found.Erased.ToString())],
            $"Item {found.Number} says what was erased from '{Scope.Key}' with the record {found.Erased}, or comes with its key. Nothing of this call was written; leave the item out, or have an admin lift the tombstone of that record.");
    }

    /// <summary>The first draft that brings back what was erased, and what that was; null when none does.</summary>
    internal (int Number, MemoryId Erased)? FindErased(ImmutableArray<MemoryDraft> drafts, Func<MemoryDraft, bool> isKnown)
    {
        if (Tombstones.Count == 0)
            return null;
        foreach (var (number, draft) in drafts.Index())
        {
            if (Tombstones.Find(draft, draft.Key, Type) is { } erased && !isKnown(draft))
                return (number, erased);
        }

        return null;
    }
}
