namespace AgentGrains.Engine.Vectors;

/// <summary>All vectors of one model in one block of bytes, scanned exactly.</summary>
internal sealed class DenseSpace(string model, int dimension)
{
    private sbyte[] _rows = [];
    private float[] _inverseLength = [];
    private int[] _ordinal = [];
    private readonly Dictionary<int, int> _rowOf = [];

    public int Count { get; private set; }

    public int Dimension => dimension;

    public long Bytes => _rows.Length + 8L * _ordinal.Length + 20L * _rowOf.Count;

    public bool Contains(int ordinal) => _rowOf.ContainsKey(ordinal);

    public void RequireDimension(int given)
    {
        if (given != dimension)
            throw VectorCodec.Invalid($"Model '{model}' has {dimension} dimensions in this memory; this vector has {given}. Give a changed model another id.");
    }

    public void Set(int ordinal, ReadOnlySpan<float> vector)
    {
        RequireDimension(vector.Length);
        if (!_rowOf.TryGetValue(ordinal, out var row))
            _rowOf.Add(ordinal, row = NewRow(ordinal));
        var components = _rows.AsSpan(row * dimension, dimension);
        _ = VectorCodec.Quantize(vector, components);
        long squares = 0;
        foreach (var component in components)
            squares += component * component;
        _inverseLength[row] = (float)(1 / Math.Sqrt(squares));
    }

    /// <summary>Forgets a record's vector; the last row takes its place.</summary>
    public void Remove(int ordinal)
    {
        if (!_rowOf.Remove(ordinal, out var row))
            return;
        var last = --Count;
        if (row != last)
        {
            _rows.AsSpan(last * dimension, dimension).CopyTo(_rows.AsSpan(row * dimension));
            (_inverseLength[row], _ordinal[row]) = (_inverseLength[last], _ordinal[last]);
            _rowOf[_ordinal[row]] = row;
        }

        _rows.AsSpan(last * dimension, dimension).Clear();
    }

    /// <summary>Writes the cosine of every vector with the query to the place of its record.</summary>
    public void Scan(ReadOnlySpan<float> query, Span<float> cosines)
    {
        if (query.Length != dimension)
            throw VectorCodec.Invalid($"Model '{model}' has {dimension} dimensions in this memory; the question's vector has {query.Length}.");
        VectorCodec.RequireValid(query, model);
        var quantized = new short[dimension];
        var inverse = 1 / Int8Kernel.QuantizeQuery(query, quantized);
        for (var row = 0; row < Count; row++)
            cosines[_ordinal[row]] = (float)(Int8Kernel.Dot(quantized, _rows.AsSpan(row * dimension, dimension)) * inverse * _inverseLength[row]);
    }

    private int NewRow(int ordinal)
    {
        if (Count == _ordinal.Length)
        {
            var capacity = Math.Max(16, Count + Count / 2);
            Array.Resize(ref _rows, checked(capacity * dimension));
            Array.Resize(ref _inverseLength, capacity);
            Array.Resize(ref _ordinal, capacity);
        }

        _ordinal[Count] = ordinal;
        return Count++;
    }
}
