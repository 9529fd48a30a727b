using System.Numerics.Tensors;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Vectors;
using Xunit;

namespace AgentGrains.Tests.Engine.Vectors;

public sealed class PrecisionTests
{
    private const int Dimension = 96;

    [Theory]
    [InlineData(MemoryZone.Active, 32, 0.00001)]
    [InlineData(MemoryZone.Warm, 8, 0.005)]
    [InlineData(MemoryZone.Cold, 4, 0.05)]
    public void Cosines_of_every_precision_are_near_the_true_ones_and_compare(MemoryZone zone, int bits, double tolerance)
    {
        var vectors = new ClusteredVectors(Dimension, 3).Take(80);
        var index = new RecallIndex();
        foreach (var vector in vectors)
        {
            var stored = StoredPrecision.Reduce(VectorCodec.Keep(vector, "m"), zone)!;
            Assert.Equal(bits, stored.Bits);
            index.SetVector(index.Add(Records.Turn("x")), stored);
            Assert.Equal(bits, index.VectorBits(index.Count - 1));
        }

        var question = vectors[7];
        var hits = new List<AgentGrains.Engine.Fusion.RankedHit>();
        index.Search(new SearchQuery("y", 100) { Vector = question, Model = "m" }, hits);
        Assert.Equal(80, hits.Count);
        Assert.All(hits, hit => Assert.Equal(TensorPrimitives.Dot<float>(question, vectors[hit.Ordinal]), hit.Channels.Dense, tolerance));
        Assert.Equal(7, hits.MaxBy(hit => hit.Channels.Dense).Ordinal);
    }

    [Fact]
    public void A_vector_that_is_read_back_from_four_bits_points_where_it_did()
    {
        var vector = new ClusteredVectors(Dimension, 4).Next();
        var stored = StoredPrecision.Reduce(VectorCodec.Quantize(vector, "m"), MemoryZone.Cold)!;
        var back = new float[Dimension];
        VectorCodec.Dequantize(stored, back);
        Assert.Equal(Dimension / 2, stored.Bytes.Length);
        Assert.True(TensorPrimitives.CosineSimilarity<float>(vector, back) > 0.98);
    }

    [Fact]
    public void Nothing_is_ever_made_finer_and_what_is_unusable_is_left_alone()
    {
        var four = StoredPrecision.Reduce(VectorCodec.Quantize([1, 2, 3], "m"), MemoryZone.Cold)!;
        Assert.Same(four, StoredPrecision.Reduce(four, MemoryZone.Active));
        Assert.Null(StoredPrecision.Reduce(null, MemoryZone.Cold));
        var broken = new StoredVector("m", 3, 8, float.NaN, [1, 2, 3]);
        Assert.Same(broken, StoredPrecision.Reduce(broken, MemoryZone.Cold));
        var gone = StoredPrecision.Reduce(four, MemoryZone.Archive)!;
        Assert.Equal((0, 0, "m", 3), (gone.Bits, gone.Bytes.Length, gone.Model, gone.Dimension));
    }

    // Journals are replayed with this: the bytes are for ever.
    [Fact]
    public void Four_bits_are_the_bytes_they_always_were()
    {
        var vector = Enumerable.Range(0, 24).Select(i => (float)((i * 37 % 19 - 9) / 16.0)).ToArray();
        var stored = StoredPrecision.Reduce(VectorCodec.Keep(vector, "m"), MemoryZone.Cold)!;
        Assert.Equal("7478BF94FB695A7B9BA698A3", Convert.ToHexString(stored.Bytes.AsSpan()));
    }

    [Fact]
    public void Prefixes_of_each_space_move_between_precisions_without_losing_a_record()
    {
        var vectors = new ClusteredVectors(Dimension, 5).Take(60);
        var space = new DenseSpace("m", Dimension);
        var random = new Random(6);
        var zones = new MemoryZone[vectors.Length];
        for (var step = 0; step < 2_000; step++)
        {
            var ordinal = random.Next(vectors.Length);
            zones[ordinal] = (MemoryZone)random.Next(4);
            if (zones[ordinal] == MemoryZone.Archive)
                space.Remove(ordinal);
            else
                space.Set(ordinal, StoredPrecision.Reduce(VectorCodec.Keep(vectors[ordinal], "m"), zones[ordinal])!);
        }

        foreach (var ordinal in Enumerable.Range(0, vectors.Length).Where(ordinal => !space.Contains(ordinal) && zones[ordinal] != MemoryZone.Archive))
            space.Set(ordinal, VectorCodec.Keep(vectors[ordinal], "m"));
        var cosines = new float[vectors.Length];
        space.Scan(vectors[0], cosines);
        for (var ordinal = 0; ordinal < vectors.Length; ordinal++)
        {
            Assert.Equal(zones[ordinal] != MemoryZone.Archive, space.Contains(ordinal));
            if (space.Contains(ordinal))
                Assert.Equal(TensorPrimitives.Dot<float>(vectors[0], vectors[ordinal]), cosines[ordinal], 0.05);
        }
    }
}
