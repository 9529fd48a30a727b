using AgentGrains.Engine.Index;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Channels;

/// <summary>Cosines with the question, one space per model: vectors of different models never meet.</summary>
internal sealed class DenseChannel(RecordTable records)
{
    private readonly Dictionary<string, DenseSpace> _spaces = new(StringComparer.Ordinal);
    private DenseSpace? _active;
    private ReadOnlyMemory<float> _given;   // instead of a space of this index

    /// <summary>Cosine by ordinal, 0 where there is no vector of the question's model.</summary>
    public float[] Cosines { get; private set; } = [];

    /// <summary>True when the last question could be compared with anything.</summary>
    public bool IsActive => _active is not null || !_given.IsEmpty;

    public long Bytes => _spaces.Values.Sum(static space => space.Bytes);

    public bool HasVector(int ordinal) => _given.IsEmpty ? _active is not null && _active.Contains(ordinal) : !float.IsNaN(_given.Span[ordinal]);

    /// <summary>Throws unless the vector could be set.</summary>
    public void Require(StoredVector vector)
    {
        VectorCodec.RequireShape(vector);
        VectorCodec.Dequantize(vector, new float[vector.Dimension]);
        if (_spaces.TryGetValue(vector.Model, out var space))
            space.RequireDimension(vector.Dimension);
    }

    public void Set(int ordinal, StoredVector vector)
    {
        VectorCodec.RequireShape(vector);
        var known = _spaces.TryGetValue(vector.Model, out var space);
        space ??= new DenseSpace(vector.Model, vector.Dimension);
        space.Set(ordinal, vector);
        if (!known)
            _spaces.Add(vector.Model, space);

        // A record has one vector: the one of another model is out of date.
        foreach (var (model, other) in _spaces)
        {
            if (other == space)
                continue;
            other.Remove(ordinal);
            if (other.Count == 0)
                _spaces.Remove(model);
        }
    }

    public void Remove(int ordinal)
    {
        foreach (var (model, space) in _spaces)
        {
            space.Remove(ordinal);
            if (space.Count == 0)
                _spaces.Remove(model);
        }
    }

    /// <summary>Bits per component of a record's vector; 0 when it has none.</summary>
    public int BitsOf(int ordinal) => _spaces.Values.Sum(space => space.BitsOf(ordinal));

    public void Score(in SearchQuery query)
    {
        (_active, _given) = (null, query.Cosines);
        var space = query.Vector.IsEmpty || query.Model is null ? null : _spaces.GetValueOrDefault(query.Model);
        if (space is null && _given.IsEmpty)
            return;
        if (Cosines.Length < records.Count)
            Cosines = new float[records.Capacity];
        Array.Clear(Cosines, 0, records.Count);
        if (_given.IsEmpty)
        {
            space!.Scan(query.Vector.Span, Cosines);
            _active = space;
            return;
        }

        for (var ordinal = 0; ordinal < _given.Length; ordinal++)
            Cosines[ordinal] = float.IsNaN(_given.Span[ordinal]) ? 0 : _given.Span[ordinal];
    }
}
