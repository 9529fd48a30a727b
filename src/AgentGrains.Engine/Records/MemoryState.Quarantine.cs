using System.Collections.Immutable;

namespace AgentGrains.Engine.Records;

public sealed partial class MemoryState
{
    private readonly Dictionary<MemoryId, Holding> _held = [];   // what a journal's quarantine operations say of the records that are held

    /// <summary>Number of records in quarantine.</summary>
    public int HeldCount => _held.Count;

    /// <summary>Ordinal of the record's current version; -1 when there is none.</summary>
    internal int OrdinalOf(MemoryId id) => _current.GetValueOrDefault(id, -1);

    /// <summary>A held record and why it is held; null when it is not.</summary>
    public HeldMemory? FindHeld(MemoryId id) => _held.TryGetValue(id, out var holding)
        ? new HeldMemory(_versions[_current[id]]!, holding.At, holding.Reason ?? "", holding.By)
        : null;

    /// <summary>Lists held records in the order they were remembered.</summary>
    /// <param name="position">Where to go on: 0 at first, then the page's <see cref="HeldPage.Next"/>.</param>
    /// <param name="take">Most records to return.</param>
    public HeldPage PageHeld(long position, int take)
    {
        var places = _held.Keys.Select(id => _current[id]).Where(ordinal => ordinal >= position).Order().Take(take + 1).ToList();
        return new HeldPage(
            [.. places.Take(take).Select(ordinal => FindHeld(_ids[ordinal])!)], places.Count > take ? places[take] : null);
    }

    /// <summary>Decides to hold a record that is believed; null when there is none, or it is held.</summary>
    public MemoryOperation? DecideHold(MemoryId id, string? reason, string producer, DateTimeOffset now) => Believed(id) is null
        ? null
        : new MemoryOperation
        {
            Kind = OperationKind.Quarantine,
            Sequence = Sequence + 1,
            At = now.ToUniversalTime(),
            Key = $"#{Sequence + 1}",
            Target = id,
            Reason = reason,
            Producer = producer,
        };

    /// <summary>
    /// Decides to release a held record; null when it is not held. It is believed from now on, in a version of its own, with the status it would
    /// have had; what it was written to replace is replaced now.
    /// </summary>
    public MemoryOperation? DecideRelease(MemoryId id, string? reason, DateTimeOffset now)
    {
        if (!_held.TryGetValue(id, out var holding))
            return null;
        var (record, at) = (_versions[_current[id]]!, now.ToUniversalTime());
        return new MemoryOperation
        {
            Kind = OperationKind.Release,
            Sequence = Sequence + 1,
            At = at,
            Key = $"#{Sequence + 1}",
            Target = id,
            Reason = reason,
            Record = record with
            {
                Status = holding.Before,
                RecordedAt = at,
                Trust = Math.Max(record.Trust, SourceStanding.Unknown),   // a person looked at it
                Lineage = record.Lineage with { Version = record.Lineage.Version + 1 },
            },
        };
    }

    private MemoryChange Hold(MemoryOperation operation)
    {
        var ordinal = Current(operation);
        var record = _versions[ordinal]!;
        if (record.Status == EpistemicStatus.Quarantined)
            return MemoryChange.None;
        _held[operation.Target] = new Holding(record.Status, operation.At, operation.Reason, operation.Producer);
        SetStatus(ordinal, EpistemicStatus.Quarantined);
        if (record.Lineage.RetiredAt is null)
            Count--;
        return MemoryChange.None;
    }

    private MemoryChange Release(MemoryOperation operation)
    {
        if (!_held.Remove(operation.Target, out var holding))
            return MemoryChange.None;
        var before = Current(operation);
        if (operation.Record is not { } released)
        {
            SetStatus(before, holding.Before);
            Count += _versions[before]!.Lineage.RetiredAt is null ? 1 : 0;
            return MemoryChange.None;
        }

        // What was believed until it was held is history again; what was held from the first never was believed.
        if (holding.At > _versions[before]!.RecordedAt)
        {
            SetStatus(before, holding.Before);
            Retire(before, holding.At, supersededBy: null);
        }
        else
        {
            Retire(before, operation.At, supersededBy: null);
        }

        var after = AddVersion(released);
        _earlier[after] = before;
        Count++;
        if (released.Lineage.Supersedes is { } old && Believed(old) is not null)
        {
            var replaced = _current[old];
            Retire(replaced, operation.At, released.Id);
            SetStatus(replaced, EpistemicStatus.Superseded);
            Count--;
        }

        return new MemoryChange(after);
    }

    private readonly record struct Holding(EpistemicStatus Before, DateTimeOffset At, string? Reason, string By);
}
