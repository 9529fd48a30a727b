using System.Runtime.InteropServices;

namespace AgentGrains.Engine.Vectors;

/// <summary>The vectors of one model that have one precision, in one block of bytes.</summary>
internal sealed class DenseRows(int bits, int dimension)
{
    private const int Chunk = 256;

    private readonly int _width = bits == 4 ? PackedKernel.RowBytes(dimension, 4) : dimension * (bits / 8);
    private readonly Dictionary<int, int> _rowOf = [];
    private byte[] _rows = [];
    private float[] _factor = [];   // what a row's product is multiplied with to be a cosine with a question of length 1
    private int[] _ordinal = [];

    public int Count { get; private set; }

    public int Bits => bits;

    public long Bytes => _rows.Length + 8L * _ordinal.Length + 20L * _rowOf.Count;

    public bool Contains(int ordinal) => _rowOf.ContainsKey(ordinal);

    /// <summary>Sets a vector; components of 4 bits are codes.</summary>
    public void Set(int ordinal, StoredVector vector)
    {
        var components = new float[dimension];
        VectorCodec.Dequantize(vector, components);
        if (!_rowOf.TryGetValue(ordinal, out var row))
            _rowOf.Add(ordinal, row = NewRow(ordinal));
        var bytes = _rows.AsSpan(row * _width, _width);
        switch (bits)
        {
            case 32:
                components.CopyTo(MemoryMarshal.Cast<byte, float>(bytes));
                _factor[row] = (float)(1 / Length(components));
                break;
            case 8:
                var integers = MemoryMarshal.Cast<byte, sbyte>(bytes);
                _ = VectorCodec.Quantize(components, integers);
                _factor[row] = Int8Kernel.InverseLength(integers);
                break;
            default:
                var codes = new byte[dimension];
                for (var i = 0; i < dimension; i++)
                    codes[i] = (byte)(vector.Bytes[i / 2] >> (i % 2 * 4) & 15);
                PackedKernel.Pack(codes, 4, bytes);
                _factor[row] = vector.Scale;
                break;
        }
    }

    /// <summary>Forgets a record's vector; the last row takes its place.</summary>
    public void Remove(int ordinal)
    {
        if (!_rowOf.Remove(ordinal, out var row))
            return;
        var last = --Count;
        if (row != last)
        {
            _rows.AsSpan(last * _width, _width).CopyTo(_rows.AsSpan(row * _width));
            (_factor[row], _ordinal[row]) = (_factor[last], _ordinal[last]);
            _rowOf[_ordinal[row]] = row;
        }

        _rows.AsSpan(last * _width, _width).Clear();
        if (Count < _ordinal.Length / 4)
            Resize(Count + Count / 2);   // records that moved to another precision must not hold their old room
    }

    /// <summary>Writes the cosine of every vector with the query to the place of its record.</summary>
    public void Scan(ReadOnlySpan<float> query, Span<float> cosines)
    {
        if (Count == 0)
            return;
        switch (bits)
        {
            case 32: ScanFloats(query, cosines); break;
            case 8: ScanIntegers(query, cosines); break;
            default: ScanCodes(query, cosines); break;
        }
    }

    private void ScanFloats(ReadOnlySpan<float> query, Span<float> cosines)
    {
        var inverse = 1 / Length(query);
        var rows = MemoryMarshal.Cast<byte, float>(_rows);
        for (var row = 0; row < Count; row++)
            cosines[_ordinal[row]] = (float)(FloatKernel.Dot(query, rows.Slice(row * dimension, dimension)) * inverse * _factor[row]);
    }

    private void ScanIntegers(ReadOnlySpan<float> query, Span<float> cosines)
    {
        var quantized = new short[dimension];
        var inverse = 1 / Int8Kernel.QuantizeQuery(query, quantized);
        var rows = MemoryMarshal.Cast<byte, sbyte>(_rows);
        Span<int> dots = stackalloc int[Chunk];
        for (var first = 0; first < Count; first += Chunk)
        {
            var count = Math.Min(Chunk, Count - first);
            Int8Kernel.DotRows(quantized, rows.Slice(first * dimension, count * dimension), dots[..count]);
            for (var i = 0; i < count; i++)
                cosines[_ordinal[first + i]] = (float)(dots[i] * inverse * _factor[first + i]);
        }
    }

    private void ScanCodes(ReadOnlySpan<float> query, Span<float> cosines)
    {
        var packed = new PackedQuery(PackedKernel.Padded(dimension, 4));
        var turned = query.ToArray();
        RandomTurn.Of(dimension).Apply(turned);
        packed.Set(turned);
        var (step, offset) = (packed.Step / Length(query), 7.5 * packed.Sum);
        Span<int> sums = stackalloc int[Chunk];
        for (var first = 0; first < Count; first += Chunk)
        {
            var count = Math.Min(Chunk, Count - first);
            PackedKernel.SumRows(packed, 4, _rows.AsSpan(first * _width, count * _width), sums[..count]);
            for (var i = 0; i < count; i++)
                cosines[_ordinal[first + i]] = (float)((sums[i] - offset) * step * _factor[first + i]);
        }
    }

    private static double Length(ReadOnlySpan<float> vector)
    {
        double squares = 0;
        foreach (var component in vector)
            squares += (double)component * component;
        return Math.Sqrt(squares);
    }

    private int NewRow(int ordinal)
    {
        if (Count == _ordinal.Length)
            Resize(Math.Max(16, Count + Count / 2));
        _ordinal[Count] = ordinal;
        return Count++;
    }

    private void Resize(int capacity)
    {
        Array.Resize(ref _rows, checked(capacity * _width));
        Array.Resize(ref _factor, capacity);
        Array.Resize(ref _ordinal, capacity);
    }
}
