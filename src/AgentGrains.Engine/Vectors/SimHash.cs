using System.Numerics;
using System.Numerics.Tensors;

namespace AgentGrains.Engine.Vectors;

/// <summary>Signs of a vector along random directions (Charikar 2002): two vectors at an angle a differ in a share a / pi of their bits.</summary>
/// <remarks>Needs no training; the directions come from a seed. Immutable and thread-safe.</remarks>
internal sealed class SimHash
{
    private readonly float[] _directions;
    private readonly int _dimension;

    /// <param name="dimension">Components of a vector.</param>
    /// <param name="bits">Directions; a multiple of 64.</param>
    /// <param name="seed">Equal seeds give equal directions.</param>
    public SimHash(int dimension, int bits = 256, int seed = 1)
    {
        if (bits < 64 || bits % 64 != 0)
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "A hash is a multiple of 64 bits.");
        (_dimension, Words) = (dimension, bits / 64);
        var random = new Random(seed);
        _directions = new float[dimension * bits];
        for (var i = 0; i < _directions.Length; i++)
            _directions[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }

    /// <summary>Words of 64 bits in a hash.</summary>
    public int Words { get; }

    /// <summary>Writes a vector's bits.</summary>
    public void Hash(ReadOnlySpan<float> vector, Span<ulong> hash)
    {
        hash[..Words].Clear();
        for (var bit = 0; bit < Words * 64; bit++)
        {
            if (TensorPrimitives.Dot(_directions.AsSpan(bit * _dimension, _dimension), vector) > 0)
                hash[bit / 64] |= 1UL << (bit % 64);
        }
    }

    /// <summary>Writes in how many bits each row differs from the query.</summary>
    public static void Distances(ReadOnlySpan<ulong> query, ReadOnlySpan<ulong> rows, Span<int> distances)
    {
        for (var row = 0; row < distances.Length; row++)
        {
            var bits = rows.Slice(row * query.Length, query.Length);
            var differ = 0;
            for (var i = 0; i < query.Length; i++)
                differ += BitOperations.PopCount(bits[i] ^ query[i]);
            distances[row] = differ;
        }
    }
}
