namespace AgentGrains.Engine.Vectors;

/// <summary>All vectors of one model, each at the precision it is stored with, scanned exactly. Cosines of all precisions compare.</summary>
internal sealed class DenseSpace(string model, int dimension)
{
    private readonly DenseRows[] _rows = [new(8, dimension), new(4, dimension), new(32, dimension)];

    public int Count => _rows.Sum(static rows => rows.Count);

    public int Dimension => dimension;

    public long Bytes => _rows.Sum(static rows => rows.Bytes);

    public bool Contains(int ordinal)
    {
        foreach (var rows in _rows)
        {
            if (rows.Count > 0 && rows.Contains(ordinal))
                return true;
        }

        return false;
    }

    /// <summary>Bits per component of a record's vector here; 0 when it has none.</summary>
    public int BitsOf(int ordinal) => Array.Find(_rows, rows => rows.Contains(ordinal))?.Bits ?? 0;

    public void RequireDimension(int given)
    {
        if (given != dimension)
            throw VectorCodec.Invalid($"Model '{model}' has {dimension} dimensions in this memory; this vector has {given}. Give a changed model another id.");
    }

    public void Set(int ordinal, StoredVector vector)
    {
        RequireDimension(vector.Dimension);
        foreach (var rows in _rows)
        {
            if (rows.Bits == vector.Bits)
                rows.Set(ordinal, vector);
            else
                rows.Remove(ordinal);
        }
    }

    /// <summary>Forgets a record's vector.</summary>
    public void Remove(int ordinal)
    {
        foreach (var rows in _rows)
            rows.Remove(ordinal);
    }

    /// <summary>Writes the cosine of every vector with the query to the place of its record.</summary>
    public void Scan(ReadOnlySpan<float> query, Span<float> cosines)
    {
        if (query.Length != dimension)
            throw VectorCodec.Invalid($"Model '{model}' has {dimension} dimensions in this memory; the question's vector has {query.Length}.");
        VectorCodec.RequireValid(query, model);
        foreach (var rows in _rows)
            rows.Scan(query, cosines);
    }
}
