using System.Collections.Immutable;
using AgentGrains.Engine.Decay;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Records;

public sealed partial class MemoryState
{
    // Where in the journal the vector of a version stands as it was first stored; 0 for a version without one.
    private readonly List<long> _embeddedAt = [];

    /// <summary>
    /// Where the journal holds a record's vector as it was first stored; 0 when the record has none, or has it in full already.
    /// </summary>
    public long OriginalVectorAt(MemoryId id) =>
        _current.TryGetValue(id, out var ordinal) && _versions[ordinal]!.Vector is { Bits: < 32 } && _versions[ordinal]!.Life.Zone > MemoryZone.Active
            ? _embeddedAt[ordinal]
            : 0;

    /// <summary>Where the journal holds a version's vector; 0 for a version that never had one.</summary>
    internal long VectorPlace(int ordinal) => _embeddedAt[ordinal];

    /// <summary>The records, of those named, that a use now would make stronger: believed, not expired, and not reinforced just before.</summary>
    public ImmutableArray<MemoryId> Reinforceable(ImmutableArray<MemoryId> ids, DateTimeOffset now, ForgettingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. ids.Distinct().Where(id => Believed(id) is { } record && !(record.ExpiresAt <= now) && !(now - record.Life.LastAccess < options.ReinforceInterval))];
    }

    /// <summary>Decides to make records stronger and bring them back.</summary>
    /// <param name="ids">What <see cref="Reinforceable"/> returned.</param>
    /// <param name="originals">The vectors as they were first stored, of those records whose vectors have faded.</param>
    /// <param name="now">The time of the use.</param>
    public ImmutableArray<MemoryOperation> DecideReinforce(
        ImmutableArray<MemoryId> ids, IReadOnlyDictionary<MemoryId, StoredVector> originals, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(originals);
        return [.. ids.Select((id, i) => Lively(OperationKind.Reinforce, i, id, Retention.Reinforce(Find(id)!, now), originals, now))];
    }

    /// <summary>Decides to move records to zones.</summary>
    /// <param name="changes">Records that are believed, and their next life signals.</param>
    /// <param name="originals">The vectors as they were first stored, of those records that come nearer.</param>
    /// <param name="now">The time of the change.</param>
    public ImmutableArray<MemoryOperation> DecideRetier(
        IReadOnlyCollection<ZoneChange> changes, IReadOnlyDictionary<MemoryId, StoredVector> originals, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(originals);
        return [.. changes.Select((change, i) => Lively(OperationKind.Retier, i, change.Id, change.Life, originals, now))];
    }

    private MemoryOperation Lively(
        OperationKind kind, int place, MemoryId id, LifeSignals life, IReadOnlyDictionary<MemoryId, StoredVector> originals, DateTimeOffset now) => new()
        {
            Kind = kind,
            Sequence = Sequence + place + 1,
            At = now.ToUniversalTime(),
            Key = $"#{Sequence + place + 1}",
            Target = id,
            Life = life,
            Vector = originals.GetValueOrDefault(id),
            Producer = kind == OperationKind.Retier ? "decay/1" : "caller",
        };

    private void Retier(MemoryOperation operation)
    {
        var ordinal = Current(operation);
        var life = operation.Life ?? LifeSignals.Initial;
        if (operation.Vector is not null)
            _embeddedAt[ordinal] = operation.Sequence;
        NoteRest(operation);
        Edit(operation, record => record with { Life = life, Vector = StoredPrecision.Reduce(operation.Vector ?? record.Vector, life.Zone) });
    }

    // An update says nothing new of the vector: its original is where it was.
    private void InheritVector(int before, int after)
    {
        var (old, now) = (_versions[before]!.Vector, _versions[after]!.Vector);
        if (old is not null && now is not null && old.Model == now.Model && old.Bits == now.Bits)
            _embeddedAt[after] = _embeddedAt[before];
    }
}
