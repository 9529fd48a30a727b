using System.Collections.Concurrent;
using System.Numerics;

namespace AgentGrains.Engine.Vectors;

/// <summary>
/// A fixed random rotation: three rounds of signs and Hadamard transforms (fast Johnson-Lindenstrauss; QuaRot). It spreads what stands
/// out in a few components over all, so that 16 levels of one step fit them all. Cosines do not change.
/// </summary>
/// <remarks>
/// Stored codes of 4 bits are of turned vectors: signs, blocks and the order of additions are for ever. Immutable and thread-safe.
/// </remarks>
internal sealed class RandomTurn
{
    private const int Rounds = 3;
    private static readonly ConcurrentDictionary<int, RandomTurn> Known = new();
    private readonly float[][] _signs;
    private readonly int _block;

    private RandomTurn(int dimension)
    {
        _block = 1 << BitOperations.Log2((uint)dimension);
        _signs = new float[Rounds][];
        var state = 0x9E3779B97F4A7C15UL;
        for (var round = 0; round < Rounds; round++)
        {
            _signs[round] = new float[dimension];
            for (var i = 0; i < dimension; i++)
                _signs[round][i] = (Next(ref state) & 1) == 0 ? 1 : -1;
        }
    }

    /// <summary>The turn of vectors of one dimension.</summary>
    public static RandomTurn Of(int dimension) => Known.GetOrAdd(dimension, static length => new RandomTurn(length));

    /// <summary>Turns a vector in place.</summary>
    public void Apply(Span<float> vector)
    {
        foreach (var signs in _signs)
        {
            Multiply(vector, signs);
            Transform(vector[.._block]);
            if (_block < vector.Length)
                Transform(vector[^_block..]);   // of one block this would undo the other
        }
    }

    /// <summary>Turns a vector back.</summary>
    public void Undo(Span<float> vector)
    {
        for (var round = Rounds - 1; round >= 0; round--)
        {
            if (_block < vector.Length)
                Transform(vector[^_block..]);
            Transform(vector[.._block]);
            Multiply(vector, _signs[round]);
        }
    }

    private static void Multiply(Span<float> vector, float[] signs)
    {
        for (var i = 0; i < vector.Length; i++)
            vector[i] *= signs[i];
    }

    // Walsh-Hadamard, scaled to keep lengths: it is its own inverse.
    private static void Transform(Span<float> block)
    {
        for (var half = 1; half < block.Length; half *= 2)
        {
            for (var start = 0; start < block.Length; start += 2 * half)
            {
                var low = block.Slice(start, half);
                var high = block.Slice(start + half, half);
                for (var i = 0; i < half; i++)
                    (low[i], high[i]) = (low[i] + high[i], low[i] - high[i]);
            }
        }

        var scale = (float)(1 / Math.Sqrt(block.Length));
        for (var i = 0; i < block.Length; i++)
            block[i] *= scale;
    }

    // SplitMix64 (Steele et al. 2014): written out, since a library's generator may change.
    private static ulong Next(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
