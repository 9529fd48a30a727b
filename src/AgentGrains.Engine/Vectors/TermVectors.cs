using System.Numerics.Tensors;

namespace AgentGrains.Engine.Vectors;

/// <summary>Word vectors of the terms of one index, at 8 bits a component; asked of the model when a term is first met.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TermVectors(IWordVectors source)
{
    private readonly float[] _word = new float[source.Dimension];
    private sbyte[] _rows = [];
    private float[] _inverseLength = [];   // 0 for a term the model does not know

    public int Dimension => source.Dimension;

    public long Bytes => _rows.Length + sizeof(float) * (long)_inverseLength.Length;

    /// <summary>Takes in a new term in the form it was first met; terms come in order.</summary>
    public void Learn(int term, ReadOnlySpan<char> word)
    {
        if (term >= _inverseLength.Length)
        {
            var capacity = Math.Max(64, term + term / 2);
            Array.Resize(ref _rows, checked(capacity * Dimension));
            Array.Resize(ref _inverseLength, capacity);
        }

        var row = Row(term);
        if (!source.TryGet(word, _word) || !TensorPrimitives.IsFiniteAll<float>(_word))
            return;
        _ = VectorCodec.Quantize(_word, row);
        long squares = 0;
        foreach (var component in row)
            squares += component * component;
        _inverseLength[term] = squares == 0 ? 0 : (float)(1 / Math.Sqrt(squares));
    }

    /// <summary>A word's vector, of unit length; false when the model does not know it.</summary>
    public bool TryGet(ReadOnlySpan<char> word, Span<float> destination)
    {
        if (!source.TryGet(word, destination))
            return false;
        var length = TensorPrimitives.Norm<float>(destination);
        if (!float.IsFinite(length) || length == 0)
            return false;
        TensorPrimitives.Divide(destination, length, destination);
        return true;
    }

    /// <summary>Writes the cosine of each of the terms with a vector, one per <paramref name="stride"/>; 0 where the model knows nothing.</summary>
    public void Scan(ReadOnlySpan<float> vector, List<int> terms, Span<float> cosines, int stride)
    {
        Span<short> quantized = stackalloc short[Dimension];
        var inverse = 1 / Int8Kernel.QuantizeQuery(vector, quantized);
        for (var i = 0; i < terms.Count; i++)
            cosines[i * stride] = (float)(Int8Kernel.Dot(quantized, Row(terms[i])) * inverse * _inverseLength[terms[i]]);
    }

    /// <summary>Adds a term's unit vector times a weight.</summary>
    public void AddScaled(int term, float weight, Span<float> sum)
    {
        if (_inverseLength[term] != 0 && weight != 0)
            Int8Kernel.AddScaled(Row(term), weight * _inverseLength[term], sum);
    }

    private Span<sbyte> Row(int term) => _rows.AsSpan(term * Dimension, Dimension);
}
