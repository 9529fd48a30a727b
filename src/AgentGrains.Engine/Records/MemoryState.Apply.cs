using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Records;

/// <summary>What an operation changed, so that an index can follow.</summary>
/// <param name="Added">Ordinal of the version it made; -1 when it made none.</param>
/// <param name="Removed">Ordinals of versions that are gone for good; null when none are.</param>
/// <param name="Embedded">Ordinal of the version that got a vector; -1 when none did.</param>
/// <param name="Retiered">Ordinal of the version whose zone may have changed; -1 when none did.</param>
public readonly record struct MemoryChange(int Added, IReadOnlyList<int>? Removed = null, int Embedded = -1, int Retiered = -1)
{
    /// <summary>Nothing that an index sees.</summary>
    // Not new(): that would be all zeros, and zero is an ordinal.
    public static MemoryChange None { get; } = new(-1);
}

public sealed partial class MemoryState
{
    private DateTimeOffset _lastAt = DateTimeOffset.MinValue;   // of all operations

    /// <summary>Applies one operation; it must be the next.</summary>
    /// <exception cref="InvalidOperationException">It is not the next one, or acts on a record that is not there.</exception>
    public MemoryChange Apply(MemoryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (operation.Sequence != Sequence + 1)
            throw new InvalidOperationException($"Operation {operation.Sequence} does not follow {Sequence}.");

        var change = Change(operation);
        var made = change.Added >= 0 ? change.Added : operation.Kind is OperationKind.Reinforce or OperationKind.Link ? Current(operation) : -1;
        if (made >= 0)
            _keys.Add(operation.Key, new KeyUse(operation.ContentHash, operation.Sequence, made));
        NoteImport(operation);
        Sequence = operation.Sequence;
        _lastAt = operation.At > _lastAt ? operation.At : _lastAt;
        if (operation.Kind is not (OperationKind.Embed or OperationKind.Reinforce or OperationKind.Link or OperationKind.Retier or OperationKind.Condense or OperationKind.Seal or OperationKind.Import
            or OperationKind.Tombstone or OperationKind.Lifted or OperationKind.Stage or OperationKind.Fence))
            Revision = Sequence;
        return change;
    }

    // A memory moves between machines, whose clocks differ: what was recorded later must not seem to be known earlier.
    private DateTimeOffset TimeOfRecord(DateTimeOffset now) => now > _lastAt ? now.ToUniversalTime() : _lastAt;

    private MemoryChange Change(MemoryOperation operation)
    {
        switch (operation.Kind)
        {
            case OperationKind.Add:
                Count++;
                return new MemoryChange(AddLinked(Require(operation.Record, operation)));

            case OperationKind.Update:
                var before = Current(operation);
                Retire(before, operation.At, supersededBy: null);
                var after = AddVersion(Require(operation.Record, operation));
                _earlier[after] = before;
                InheritVector(before, after);
                return new MemoryChange(after);

            case OperationKind.Supersede when operation is { Record: null, LinkedTo: not null }:
                return ReplaceFromElsewhere(operation);

            case OperationKind.Supersede:
                var replacement = Require(operation.Record, operation);
                var replaced = Current(operation);
                Retire(replaced, operation.At, replacement.Id);
                SetStatus(replaced, EpistemicStatus.Superseded);
                return new MemoryChange(AddLinked(replacement));

            case OperationKind.Delete:
                return new MemoryChange(-1, Removed: Forget(operation));

            case OperationKind.Reinforce when operation.Life is not null:
            case OperationKind.Retier:
                Retier(operation);
                return new MemoryChange(-1, Retiered: Current(operation));

            case OperationKind.Reinforce:
                var life = _versions[Current(operation)]!.Life;
                Edit(operation, record => record with
                {
                    Life = life with { AccessCount = life.AccessCount + 1, LastAccess = operation.At },
                });
                return MemoryChange.None;

            case OperationKind.Link:
                Edit(operation, record => record with { Lineage = WithLink(record.Lineage, operation.LinkedTo) });
                return MemoryChange.None;

            case OperationKind.Quarantine:
                return Hold(operation);

            case OperationKind.Release:
                return Release(operation);

            case OperationKind.Embed:
                Edit(operation, record => record with { Vector = StoredPrecision.Reduce(operation.Vector, record.Life.Zone) });
                _embeddedAt[Current(operation)] = operation.Sequence;
                return new MemoryChange(-1, Embedded: Current(operation));

            case OperationKind.Condense:
                Edit(operation, record => record with { Gist = operation.Gist });
                return MemoryChange.None;

            case OperationKind.Erased:
                if (operation.LinkedTo is { } replacedByErased && _current.TryGetValue(replacedByErased, out var was))
                {
                    Retire(was, operation.At, operation.Target);
                    SetStatus(was, EpistemicStatus.Superseded);
                    Count--;
                }

                // Positions in the log are places of versions, and are kept elsewhere.
                _versions.Add(null);
                _ids.Add(operation.Target);
                _embeddedAt.Add(0);
                _erased.Add(operation.Target);
                return MemoryChange.None;

            case OperationKind.Seal:
                SealedAt = operation.At;
                return MemoryChange.None;

            case OperationKind.Tombstone:
            case OperationKind.Lifted:
                Tombstones.Apply(operation);
                return MemoryChange.None;

            case OperationKind.Stage:
                Staged.Apply(operation);
                return MemoryChange.None;

            case OperationKind.Fence:
                Fence = operation.Fence ?? Fence;
                return MemoryChange.None;

            case OperationKind.ErasedChange:
            case OperationKind.Import:
                return MemoryChange.None;

            default:
                throw new InvalidOperationException(
                    $"Operation kind {(int)operation.Kind} is not known; the journal was written by a newer version, which must read it.");
        }
    }

    // A link leads both ways: what a new record is linked to is linked to it. Journals from before records came with links have none here.
    private int AddLinked(MemoryRecord record)
    {
        foreach (var other in record.Lineage.Links)
        {
            if (_current.TryGetValue(other, out var ordinal) && _versions[ordinal] is { } linked)
                _versions[ordinal] = linked with { Lineage = WithLink(linked.Lineage, record.Id) };
        }

        if (record.Lineage.Supersedes is { } old && IsElsewhere(old))
            _replacing.Add(record.Id);

        return AddVersion(record);
    }

    private int AddVersion(MemoryRecord record)
    {
        _versions.Add(record);
        _ids.Add(record.Id);
        _embeddedAt.Add(record.Vector is null ? 0 : Sequence + 1);
        _current[record.Id] = _versions.Count - 1;
        return _versions.Count - 1;
    }

    private List<int> Forget(MemoryOperation operation)
    {
        var removed = new List<int>();
        var ordinal = Current(operation);
        if (_versions[ordinal]!.Lineage.RetiredAt is null && !_held.Remove(operation.Target))
            Count--;
        _current.Remove(operation.Target);
        while (true)
        {
            _versions[ordinal] = null;
            removed.Add(ordinal);
            if (!_earlier.Remove(ordinal, out ordinal))
                return removed;
        }
    }

    private void Retire(int ordinal, DateTimeOffset at, MemoryId? supersededBy)
    {
        var record = _versions[ordinal]!;
        _versions[ordinal] = record with { Lineage = record.Lineage with { RetiredAt = at, SupersededBy = supersededBy } };
    }

    private void SetStatus(int ordinal, EpistemicStatus status) => _versions[ordinal] = _versions[ordinal]! with { Status = status };

    private void Edit(MemoryOperation operation, Func<MemoryRecord, MemoryRecord> edit)
    {
        var ordinal = Current(operation);
        _versions[ordinal] = edit(_versions[ordinal]!);
    }

    private int Current(MemoryOperation operation) => _current.TryGetValue(operation.Target, out var ordinal)
        ? ordinal
        : throw new InvalidOperationException($"Operation {operation.Sequence} ({operation.Kind}) acts on {operation.Target}, which is not there.");

    private static MemoryRecord Require(MemoryRecord? record, MemoryOperation operation) =>
        record ?? throw new InvalidOperationException($"Operation {operation.Sequence} ({operation.Kind}) has no record.");

    private static Lineage WithLink(Lineage lineage, MemoryId? other) => other is not { } id || lineage.Links.Contains(id)
        ? lineage
        : lineage with { Links = [.. lineage.Links.Append(id).Order()] };
}
