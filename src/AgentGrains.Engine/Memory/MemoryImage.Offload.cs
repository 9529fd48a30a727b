using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Memory;

// Vectors that a store searches (docs/decisions/0026-vector-store.md): what it is to hold of this journal, and what its hits mean here.
public sealed partial class MemoryImage
{
    private HashSet<MemoryId> _unfollowed = [];

    /// <summary>Whether vectors are searched in a store: then none is in the index.</summary>
    public bool Offloads { get; }

    /// <summary>The last operation that may have changed what a store is to hold; the place before the first one when none has.</summary>
    public long VectorsAt { get; private set; }

    /// <summary>Whether there is anything to take.</summary>
    public bool IsUnfollowed => _unfollowed.Count > 0;

    /// <summary>Takes the records that a store may hold otherwise than <see cref="VectorToStore"/> says, since they were last taken.</summary>
    public IReadOnlyCollection<MemoryId> TakeUnfollowed() => Interlocked.Exchange(ref _unfollowed, []);

    /// <summary>Gives back what was taken and not followed.</summary>
    public void ReturnUnfollowed(IEnumerable<MemoryId> ids) => _unfollowed.UnionWith(ids);

    /// <summary>Has every record that the journal names followed again, forgotten and erased ones too.</summary>
    public void UnfollowAll() => _unfollowed.UnionWith(State.AllIds);

    /// <summary>What a store is to hold of a record; null for nothing, as of what is forgotten, held or archived.</summary>
    public (string Model, VectorPoint Point)? VectorToStore(MemoryId id)
    {
        if (State.OrdinalOf(id) is not (>= 0 and var ordinal) || Compared(ordinal) is not { } vector)
            return null;
        try
        {
            var components = new float[vector.Dimension];
            VectorCodec.Dequantize(vector, components);
            return (vector.Model, new VectorPoint(id, State.VectorPlace(ordinal), components));
        }
        catch (InvalidMemoryException)
        {
            return null;   // of an older version; the record is found by its words
        }
    }

    /// <summary>Whether a store is to hold anything under a model.</summary>
    public bool HasVectorOf(string model) => Enumerable.Range(0, State.Versions).Any(ordinal => Compared(ordinal)?.Model == model);

    // What does not change any record's vector, or whether it may be compared, moves no cursor.
    private void NoteVector(MemoryOperation operation)
    {
        if (!Offloads || operation.Kind is OperationKind.Link or OperationKind.Condense or OperationKind.Seal or OperationKind.Import or OperationKind.Tombstone or OperationKind.Lifted or OperationKind.Stage
            || operation is { Kind: OperationKind.Add or OperationKind.Supersede, Record.Vector: null } or { Kind: OperationKind.Supersede, Record: null } or { Kind: OperationKind.Reinforce, Life: null })
            return;
        VectorsAt = operation.Sequence;
        _unfollowed.Add(operation.Record?.Id ?? operation.Target);
    }

    private StoredVector? Compared(int ordinal) =>
        State[ordinal] is { Status: not EpistemicStatus.Quarantined, Life.Zone: not MemoryZone.Archive, Vector: { Dimension: > 0, Bits: > 0 } vector } record && State.OrdinalOf(record.Id) == ordinal ? vector : null;

    // A hit of another place is of an earlier vector, or of another journal. What the store did not name, though it holds more than it named, is no
    // nearer than the last; what it does not hold yet has no cosine.
    private float[]? NearCosines(MemorySearch search)
    {
        if (!Offloads || search.Near is not { Hits.IsDefaultOrEmpty: false } near)
            return null;
        var cosines = new float[State.Versions];
        Array.Fill(cosines, float.NaN);
        for (var ordinal = 0; !near.IsAll && ordinal < cosines.Length; ordinal++)
        {
            if (_index.IsLive(ordinal) && Compared(ordinal)?.Model == search.VectorModel)
                cosines[ordinal] = near.Hits[^1].Cosine;
        }

        foreach (var hit in near.Hits)
        {
            if (State.OrdinalOf(hit.Id) is >= 0 and var ordinal && _index.IsLive(ordinal) && State.VectorPlace(ordinal) == hit.Sequence && Compared(ordinal)?.Model == search.VectorModel && float.IsFinite(hit.Cosine))
                cosines[ordinal] = hit.Cosine;
        }

        return Array.TrueForAll(cosines, float.IsNaN) ? null : cosines;
    }
}
