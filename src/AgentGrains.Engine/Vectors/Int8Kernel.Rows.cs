using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AgentGrains.Engine.Vectors;

/// <summary>Many rows in one pass: four rows share each load of the query, and their sums are folded together.</summary>
internal static partial class Int8Kernel
{
    private const int Block = 4;
    private const int Ahead = 4_096;

    /// <summary>Writes the dot product of the query with each row.</summary>
    /// <param name="query">The quantised query; its length is the dimension.</param>
    /// <param name="rows">Rows behind one another.</param>
    /// <param name="dots">One place per row.</param>
    public static void DotRows(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> rows, Span<int> dots)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, (long)query.Length * dots.Length, nameof(rows));
        if (Avx512BW.IsSupported && query.Length >= 32)
            DotRowsAvx512(query, rows, dots);
        else if (Avx2.IsSupported && query.Length >= 16)
            DotRowsAvx2(query, rows, dots);
        else
            DotRowsPortable(query, rows, dots);
    }

    internal static void DotRowsPortable(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> rows, Span<int> dots)
    {
        for (var row = 0; row < dots.Length; row++)
            dots[row] = DotPortable(query, rows.Slice(row * query.Length, query.Length));
    }

    internal static void DotRowsAvx512(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> rows, Span<int> dots)
    {
        var dimension = query.Length;
        ref var q = ref MemoryMarshal.GetReference(query);
        var row = 0;
        for (; row + Block <= dots.Length; row += Block)
        {
            ref var r = ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), (nint)row * dimension);
            var (a, b, c, d) = (Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero);
            var at = 0;
            for (; at + 32 <= dimension; at += 32)
            {
                var part = Vector512.LoadUnsafe(ref q, (nuint)at);
                Prefetch(ref r, 4 * at);
                Prefetch(ref r, 4 * at + 64);
                a += Avx512BW.MultiplyAddAdjacent(Widened512(ref r, at), part);
                b += Avx512BW.MultiplyAddAdjacent(Widened512(ref r, at + dimension), part);
                c += Avx512BW.MultiplyAddAdjacent(Widened512(ref r, at + 2 * dimension), part);
                d += Avx512BW.MultiplyAddAdjacent(Widened512(ref r, at + 3 * dimension), part);
            }

            Store(Folded(a), Folded(b), Folded(c), Folded(d), dots[row..]);
            if (at < dimension)
                AddTails(query, rows, dots, row, at);
        }

        for (; row < dots.Length; row++)
            dots[row] = DotAvx2(query, rows.Slice(row * dimension, dimension));
    }

    internal static void DotRowsAvx2(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> rows, Span<int> dots)
    {
        var dimension = query.Length;
        ref var q = ref MemoryMarshal.GetReference(query);
        var row = 0;
        for (; row + Block <= dots.Length; row += Block)
        {
            ref var r = ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), (nint)row * dimension);
            var (a, b, c, d) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
            var at = 0;
            for (; at + 16 <= dimension; at += 16)
            {
                var part = Vector256.LoadUnsafe(ref q, (nuint)at);
                Prefetch(ref r, 4 * at);
                a += Avx2.MultiplyAddAdjacent(Widened(ref r, at), part);
                b += Avx2.MultiplyAddAdjacent(Widened(ref r, at + dimension), part);
                c += Avx2.MultiplyAddAdjacent(Widened(ref r, at + 2 * dimension), part);
                d += Avx2.MultiplyAddAdjacent(Widened(ref r, at + 3 * dimension), part);
            }

            Store(a, b, c, d, dots[row..]);
            if (at < dimension)
                AddTails(query, rows, dots, row, at);
        }

        for (; row < dots.Length; row++)
            dots[row] = DotAvx2(query, rows.Slice(row * dimension, dimension));
    }

    // Four sums of eight lanes become four numbers with three horizontal additions instead of four times three shuffles.
    private static void Store(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d, Span<int> dots)
    {
        var pairs = Avx2.HorizontalAdd(Avx2.HorizontalAdd(a, b), Avx2.HorizontalAdd(c, d));
        (pairs.GetLower() + pairs.GetUpper()).CopyTo(dots);
    }

    private static void AddTails(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> rows, Span<int> dots, int row, int at)
    {
        for (var i = 0; i < Block; i++)
            dots[row + i] += Tail(query, rows.Slice((row + i) * query.Length, query.Length), at);
    }

    // Four streams at once are more than the processor's own prefetcher follows. Asking for what is not there does no harm.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch(ref sbyte rows, int at) => Sse.Prefetch0((byte*)Unsafe.AsPointer(ref rows) + at + Ahead);

    private static Vector256<int> Folded(Vector512<int> sum) => sum.GetLower() + sum.GetUpper();

    private static Vector512<short> Widened512(ref sbyte row, int at) => Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref row, (nuint)at));
}
