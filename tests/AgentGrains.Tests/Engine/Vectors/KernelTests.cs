using System.Runtime.Intrinsics.X86;
using AgentGrains.Engine.Vectors;
using Xunit;

namespace AgentGrains.Tests.Engine.Vectors;

public sealed class KernelTests
{
    [Theory]
    [InlineData(1, 9)]
    [InlineData(15, 4)]
    [InlineData(16, 5)]
    [InlineData(33, 7)]
    [InlineData(64, 1)]
    [InlineData(100, 8)]
    [InlineData(384, 13)]
    [InlineData(1000, 6)]
    [InlineData(VectorCodec.MaxDimension, 5)]
    public void Eight_bit_rows_give_the_same_integers_on_every_path(int dimension, int rows)
    {
        var random = new Random(dimension);
        var range = Int8Kernel.QueryRange(dimension);
        for (var round = 0; round < 4; round++)
        {
            // The first rounds are the largest products there are.
            var query = Fill(dimension, _ => (short)(round < 2 ? range : random.Next(-range, range + 1)));
            var codes = Fill(dimension * rows, _ => (sbyte)(round == 0 ? -128 : round == 1 ? 127 : random.Next(-128, 128)));
            int[] expected = [.. Enumerable.Range(0, rows).Select(row => checked((int)query.Select((q, i) => (long)q * codes[row * dimension + i]).Sum()))];

            Assert.Equal(expected, Dots((q, r, dots) => Int8Kernel.DotRows(q, r, dots)));
            Assert.Equal(expected, Dots((q, r, dots) => Int8Kernel.DotRowsPortable(q, r, dots)));
            if (Avx2.IsSupported)
                Assert.Equal(expected, Dots((q, r, dots) => Int8Kernel.DotRowsAvx2(q, r, dots)));
            if (Avx512BW.IsSupported)
                Assert.Equal(expected, Dots((q, r, dots) => Int8Kernel.DotRowsAvx512(q, r, dots)));

            int[] Dots(Action<short[], sbyte[], int[]> run)
            {
                var dots = new int[rows];
                run(query, codes, dots);
                return dots;
            }
        }
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(64, 4)]
    [InlineData(65, 4)]
    [InlineData(384, 4)]
    [InlineData(1024, 4)]
    [InlineData(VectorCodec.MaxDimension, 4)]
    [InlineData(1, 2)]
    [InlineData(128, 2)]
    [InlineData(300, 2)]
    [InlineData(4096, 2)]
    [InlineData(VectorCodec.MaxDimension, 2)]
    public void Packed_rows_give_the_same_integers_on_every_path(int dimension, int bits)
    {
        var random = new Random(dimension);
        var padded = PackedKernel.Padded(dimension, bits);
        var width = PackedKernel.RowBytes(dimension, bits);
        var query = new PackedQuery(padded);
        for (var round = 0; round < 4; round++)
        {
            query.Set(Fill(dimension, i => round switch { 0 => 1f, 1 => -1f, _ => (float)(random.NextDouble() - 0.5) }));
            var (rows, sums) = (new byte[3 * width], new int[3]);
            var codes = Fill(3, _ => Fill(dimension, _ => (byte)(round < 2 ? (1 << bits) - 1 : random.Next(1 << bits))));
            for (var row = 0; row < 3; row++)
                PackedKernel.Pack(codes[row], bits, rows.AsSpan(row * width, width));
            int[] expected = [.. codes.Select(row => checked((int)row.Select((code, i) => (long)query.Values[i] * code).Sum()))];

            PackedKernel.SumRows(query, bits, rows, sums);
            Assert.Equal(expected, sums);
            Assert.Equal(expected, Fill(3, row => PackedKernel.SumPortable(query, bits, rows.AsSpan(row * width, width))));
            if (Avx2.IsSupported)
            {
                Assert.Equal(expected, Fill(3, row => bits == 4
                    ? PackedKernel.Sum4Avx2(query, rows.AsSpan(row * width, width))
                    : PackedKernel.Sum2Avx2(query, rows.AsSpan(row * width, width))));
            }

            Assert.Equal(codes[1], Fill(dimension, i => (byte)PackedKernel.CodeAt(rows.AsSpan(width, width), i, bits)));
        }
    }

    [Fact]
    public void A_split_query_is_the_query()
    {
        var query = new PackedQuery(64);
        query.Set(Fill(64, i => (float)Math.Sin(i)));
        for (var i = 0; i < 64; i++)
        {
            Assert.InRange(query.High[i], -64, 64);
            Assert.InRange(query.Low[i], -64, 63);
            Assert.Equal(query.Values[i], 128 * query.High[i] + query.Low[i]);
            Assert.Equal(Math.Sin(i), query.Values[i] * query.Step, 1e-4);
        }

        Assert.Equal(query.Values.Sum(value => (long)value), query.Sum);
    }

    private static T[] Fill<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(make)];
}
