using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AgentGrains.Engine.Vectors;

/// <summary>
/// Dot products of 8-bit vectors with a query kept at up to 14 bits. All sums are integers, so every machine gets the same
/// number whatever its vector width.
/// </summary>
internal static partial class Int8Kernel
{
    private const int FinestQuery = 8191;

    /// <summary>Largest component of a quantised query: as fine as the sum of <paramref name="dimension"/> products allows.</summary>
    public static int QueryRange(int dimension) => (int)Math.Min(FinestQuery, int.MaxValue / (128L * dimension));

    /// <summary>Quantises a query and returns its length in quantised units.</summary>
    public static double QuantizeQuery(ReadOnlySpan<float> query, Span<short> destination)
    {
        var largest = 0f;
        foreach (var component in query)
            largest = Math.Max(largest, Math.Abs(component));
        var range = QueryRange(query.Length);
        double squares = 0;
        for (var i = 0; i < query.Length; i++)
        {
            destination[i] = (short)Math.Round((double)query[i] / largest * range, MidpointRounding.ToEven);
            squares += (double)destination[i] * destination[i];
        }

        return Math.Sqrt(squares);
    }

    /// <summary>One over a row's length in its own units; 0 for a row of zeros.</summary>
    public static float InverseLength(ReadOnlySpan<sbyte> row)
    {
        long squares = 0;
        foreach (var component in row)
            squares += component * component;
        return squares == 0 ? 0 : (float)(1 / Math.Sqrt(squares));
    }

    /// <summary>The exact dot product.</summary>
    public static int Dot(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> row) =>
        Avx2.IsSupported && row.Length >= Vector256<short>.Count ? DotAvx2(query, row) : DotPortable(query, row);

    /// <summary>Adds a row times a factor to a sum.</summary>
    public static void AddScaled(ReadOnlySpan<sbyte> row, float factor, Span<float> sum)
    {
        var at = 0;
        var width = Vector<float>.Count;
        for (; at + Vector<sbyte>.Count <= row.Length; at += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(row[at..]), out var low, out var high);
            AddScaled(low, factor, sum[at..]);
            AddScaled(high, factor, sum[(at + 2 * width)..]);
        }

        for (; at < row.Length; at++)
            sum[at] += factor * row[at];
    }

    internal static int DotPortable(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> row)
    {
        var sum = Vector<int>.Zero;
        var at = 0;
        for (; at + Vector<sbyte>.Count <= row.Length; at += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(row[at..]), out var low, out var high);
            sum += Multiply(low, new Vector<short>(query[at..])) + Multiply(high, new Vector<short>(query[(at + Vector<short>.Count)..]));
        }

        return Vector.Sum(sum) + Tail(query, row, at);
    }

    private static void AddScaled(Vector<short> row, float factor, Span<float> sum)
    {
        Vector.Widen(row, out var low, out var high);
        var second = sum[Vector<float>.Count..];
        (new Vector<float>(sum) + Vector.ConvertToSingle(low) * factor).CopyTo(sum);
        (new Vector<float>(second) + Vector.ConvertToSingle(high) * factor).CopyTo(second);
    }

    private static Vector<int> Multiply(Vector<short> left, Vector<short> right)
    {
        Vector.Widen(left, out var leftLow, out var leftHigh);
        Vector.Widen(right, out var rightLow, out var rightHigh);
        return leftLow * rightLow + leftHigh * rightHigh;
    }

    private static int DotAvx2(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> row)
    {
        ref var q = ref MemoryMarshal.GetReference(query);
        ref var r = ref MemoryMarshal.GetReference(row);
        var (first, second) = (Vector256<int>.Zero, Vector256<int>.Zero);
        var at = 0;
        for (; at + 32 <= row.Length; at += 32)
        {
            first += Avx2.MultiplyAddAdjacent(Widened(ref r, at), Vector256.LoadUnsafe(ref q, (nuint)at));
            second += Avx2.MultiplyAddAdjacent(Widened(ref r, at + 16), Vector256.LoadUnsafe(ref q, (nuint)at + 16));
        }

        for (; at + 16 <= row.Length; at += 16)
            first += Avx2.MultiplyAddAdjacent(Widened(ref r, at), Vector256.LoadUnsafe(ref q, (nuint)at));
        return Vector256.Sum(first + second) + Tail(query, row, at);
    }

    private static Vector256<short> Widened(ref sbyte row, int at) => Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref row, (nuint)at));

    private static int Tail(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> row, int at)
    {
        var sum = 0;
        for (; at < row.Length; at++)
            sum += query[at] * row[at];
        return sum;
    }
}
