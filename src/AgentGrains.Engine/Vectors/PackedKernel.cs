using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AgentGrains.Engine.Vectors;

/// <summary>
/// Sums of query integers times unsigned codes of 4 or 2 bits. A block of 32 bytes holds 64 codes of 4 bits or 128 of 2: byte j holds
/// the components j, j + 32 and so on, lowest bits first, so that a mask and a shift give 32 neighbours at once.
/// </summary>
/// <remarks>All sums are integers: every path gives the same number.</remarks>
internal static class PackedKernel
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = 32;

    /// <summary>Bytes of a row: whole blocks.</summary>
    public static int RowBytes(int components, int bits) => (components + Codes(bits) - 1) / Codes(bits) * BlockBytes;

    /// <summary>Components of a row, padding included.</summary>
    public static int Padded(int components, int bits) => RowBytes(components, bits) / BlockBytes * Codes(bits);

    /// <summary>Writes codes, each below 2^bits, to a row.</summary>
    public static void Pack(ReadOnlySpan<byte> codes, int bits, Span<byte> row)
    {
        row.Clear();
        var perBlock = Codes(bits);
        for (var i = 0; i < codes.Length; i++)
        {
            var place = i % perBlock;
            row[i / perBlock * BlockBytes + place % BlockBytes] |= (byte)(codes[i] << (place / BlockBytes * bits));
        }
    }

    /// <summary>Reads one code of a row.</summary>
    public static int CodeAt(ReadOnlySpan<byte> row, int component, int bits)
    {
        var place = component % Codes(bits);
        return row[component / Codes(bits) * BlockBytes + place % BlockBytes] >> (place / BlockBytes * bits) & ((1 << bits) - 1);
    }

    /// <summary>Writes the sum of query times code of each row.</summary>
    /// <param name="query">The query, as long as a row.</param>
    /// <param name="bits">Bits of a code, 4 or 2.</param>
    /// <param name="rows">Where the first row begins.</param>
    /// <param name="sums">One place per row.</param>
    /// <param name="stride">Bytes from one row to the next; 0 when they lie behind one another.</param>
    public static void SumRows(PackedQuery query, int bits, ReadOnlySpan<byte> rows, Span<int> sums, int stride = 0)
    {
        var width = RowBytes(query.Values.Length, bits);
        stride = Math.Max(stride, width);
        for (var row = 0; row < sums.Length; row++)
        {
            var codes = rows.Slice(row * stride, width);
            sums[row] = !Avx2.IsSupported ? SumPortable(query, bits, codes) : bits == 4 ? Sum4Avx2(query, codes) : Sum2Avx2(query, codes);
        }
    }

    internal static int SumPortable(PackedQuery query, int bits, ReadOnlySpan<byte> row)
    {
        var mask = Vector128.Create((byte)((1 << bits) - 1));
        var sum = Vector128<int>.Zero;
        ref var values = ref query.Values[0];
        ref var codes = ref MemoryMarshal.GetReference(row);
        var component = 0;
        for (var block = 0; block < row.Length; block += BlockBytes)
        {
            for (var shift = 0; shift < 8; shift += bits)
            {
                for (var half = 0; half < BlockBytes; half += 16, component += 16)
                {
                    var part = Vector128.ShiftRightLogical(Vector128.LoadUnsafe(ref codes, (nuint)(block + half)), shift) & mask;
                    var (low, high) = Vector128.Widen(part);
                    sum += Products(low.AsInt16(), Vector128.LoadUnsafe(ref values, (nuint)component));
                    sum += Products(high.AsInt16(), Vector128.LoadUnsafe(ref values, (nuint)component + 8));
                }
            }
        }

        return Vector128.Sum(sum);
    }

    // Pairs of products stay below 2 * 15 * 64, so sixteen of them fit 16 bits: sums are widened every eight blocks of two.
    internal static int Sum4Avx2(PackedQuery query, ReadOnlySpan<byte> row)
    {
        var mask = Vector256.Create((byte)15);
        ref var h = ref query.High[0];
        ref var l = ref query.Low[0];
        ref var codes = ref MemoryMarshal.GetReference(row);
        var (high, low) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (var first = 0; first < row.Length; first += 8 * BlockBytes)
        {
            var (shortHigh, shortLow) = (Vector256<short>.Zero, Vector256<short>.Zero);
            var end = Math.Min(row.Length, first + 8 * BlockBytes);
            for (var at = first; at < end; at += BlockBytes)
            {
                var block = Vector256.LoadUnsafe(ref codes, (nuint)at);
                var (one, other) = (block & mask, Vector256.ShiftRightLogical(block.AsUInt16(), 4).AsByte() & mask);
                shortHigh += Avx2.MultiplyAddAdjacent(one, Vector256.LoadUnsafe(ref h, (nuint)(2 * at)));
                shortLow += Avx2.MultiplyAddAdjacent(one, Vector256.LoadUnsafe(ref l, (nuint)(2 * at)));
                shortHigh += Avx2.MultiplyAddAdjacent(other, Vector256.LoadUnsafe(ref h, (nuint)(2 * at + 32)));
                shortLow += Avx2.MultiplyAddAdjacent(other, Vector256.LoadUnsafe(ref l, (nuint)(2 * at + 32)));
            }

            high += Avx2.MultiplyAddAdjacent(shortHigh, Vector256<short>.One);
            low += Avx2.MultiplyAddAdjacent(shortLow, Vector256<short>.One);
        }

        return Joined(high, low);
    }

    // As above with codes below 4: 2 * 3 * 64 a pair, four pairs a block, so twenty blocks would fit.
    internal static int Sum2Avx2(PackedQuery query, ReadOnlySpan<byte> row)
    {
        var mask = Vector256.Create((byte)3);
        ref var h = ref query.High[0];
        ref var l = ref query.Low[0];
        ref var codes = ref MemoryMarshal.GetReference(row);
        var (high, low) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (var first = 0; first < row.Length; first += 16 * BlockBytes)
        {
            var (shortHigh, shortLow) = (Vector256<short>.Zero, Vector256<short>.Zero);
            var end = Math.Min(row.Length, first + 16 * BlockBytes);
            for (var at = first; at < end; at += BlockBytes)
            {
                var block = Vector256.LoadUnsafe(ref codes, (nuint)at).AsUInt16();
                for (var part = 0; part < 4; part++)
                {
                    var code = Vector256.ShiftRightLogical(block, 2 * part).AsByte() & mask;
                    shortHigh += Avx2.MultiplyAddAdjacent(code, Vector256.LoadUnsafe(ref h, (nuint)(4 * at + 32 * part)));
                    shortLow += Avx2.MultiplyAddAdjacent(code, Vector256.LoadUnsafe(ref l, (nuint)(4 * at + 32 * part)));
                }
            }

            high += Avx2.MultiplyAddAdjacent(shortHigh, Vector256<short>.One);
            low += Avx2.MultiplyAddAdjacent(shortLow, Vector256<short>.One);
        }

        return Joined(high, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Joined(Vector256<int> high, Vector256<int> low) => 128 * Vector256.Sum(high) + Vector256.Sum(low);

    private static Vector128<int> Products(Vector128<short> codes, Vector128<short> values)
    {
        var (lowCodes, highCodes) = Vector128.Widen(codes);
        var (lowValues, highValues) = Vector128.Widen(values);
        return lowCodes * lowValues + highCodes * highValues;
    }

    private static int Codes(int bits) => BlockBytes * 8 / bits;
}
