using System.Collections.Immutable;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Vectors;
using Xunit;

namespace AgentGrains.Tests.Engine.Vectors;

public sealed class VectorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(63)]
    [InlineData(256)]
    [InlineData(384)]
    [InlineData(1000)]
    [InlineData(4096)]
    [InlineData(VectorCodec.MaxDimension)]
    public void Kernels_agree_with_a_wide_reference(int dimension)
    {
        var random = new Random(dimension);
        for (var round = 0; round < 20; round++)
        {
            // The first rounds are the largest products there are: they must not overflow.
            var range = Int8Kernel.QueryRange(dimension);
            var query = Enumerable.Range(0, dimension).Select(_ => (short)(round < 2 ? range : random.Next(-range, range + 1))).ToArray();
            var row = Enumerable.Range(0, dimension).Select(_ => (sbyte)(round == 0 ? -128 : round == 1 ? 127 : random.Next(-127, 128))).ToArray();
            var expected = query.Zip(row, (q, r) => (long)q * r).Sum();

            Assert.Equal(expected, Int8Kernel.Dot(query, row));
            Assert.Equal(expected, Int8Kernel.DotPortable(query, row));
        }
    }

    [Fact]
    public void Stored_cosines_are_close_to_exact_ones()
    {
        var random = new Random(3);
        var vectors = Enumerable.Range(0, 50).Select(_ => Random(random, 96)).ToArray();
        var index = new RecallIndex();
        foreach (var vector in vectors)
            index.SetVector(index.Add(Records.Turn("x")), VectorCodec.Quantize(vector, "m"));
        var query = Random(random, 96);

        Assert.All(Search(index, query, "m"), hit => Assert.Equal(Cosine(query, vectors[hit.Ordinal]), hit.Channels.Dense, 0.005));
        Assert.Equal(50, Search(index, query, "m").Count);
    }

    [Fact]
    public void Quantising_errs_by_half_a_step_at_most()
    {
        var vector = Random(new Random(4), 128);
        var stored = VectorCodec.Quantize(vector, "m");
        var back = new float[128];
        VectorCodec.Dequantize(stored, back);

        Assert.Equal(("m", 128, 8), (stored.Model, stored.Dimension, stored.Bits));
        for (var i = 0; i < 128; i++)
            Assert.True(Math.Abs(vector[i] - back[i]) <= stored.Scale / 2 * 1.001f);
    }

    [Fact]
    public void Models_are_never_compared()
    {
        var index = Records.IndexOf(Records.Turn("alpha"), Records.Turn("beta"));
        index.SetVector(0, VectorCodec.Quantize([1, 0], "old"));
        index.SetVector(1, VectorCodec.Quantize([1, 0], "new"));

        Assert.Equal([1], Search(index, [1, 0], "new").Select(hit => hit.Ordinal));
        Assert.Empty(Search(index, [1, 0], "another"));

        index.SetVector(0, VectorCodec.Quantize([1, 0], "new"));
        Assert.Equal([0, 1], Search(index, [1, 0], "new").Select(hit => hit.Ordinal));
        Assert.Empty(Search(index, [1, 0], "old"));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Unusable_numbers_are_refused(float bad)
    {
        var index = Records.IndexOf(Records.Turn("alpha"));
        index.SetVector(0, VectorCodec.Quantize([1, 2], "m"));

        Assert.Throws<InvalidMemoryException>(() => VectorCodec.Quantize([1, bad], "m"));
        Assert.Throws<InvalidMemoryException>(() => Search(index, [1, bad], "m"));
        Assert.Throws<InvalidMemoryException>(() => index.SetVector(0, new StoredVector("m", 2, 8, bad, [1, 1])));
        Assert.Throws<InvalidMemoryException>(() => index.SetVector(0, new StoredVector("m", 2, 32, 1, [.. BitConverter.GetBytes(bad), .. BitConverter.GetBytes(1f)])));
    }

    [Fact]
    public void Zero_and_misshapen_vectors_are_refused()
    {
        var index = Records.IndexOf(Records.Turn("alpha"), Records.Turn("beta"));
        index.SetVector(0, VectorCodec.Quantize([1, 2], "m"));

        Assert.Throws<InvalidMemoryException>(() => VectorCodec.Quantize([0, 0], "m"));
        Assert.Throws<InvalidMemoryException>(() => VectorCodec.Quantize([], "m"));
        Assert.Throws<InvalidMemoryException>(() => index.SetVector(1, VectorCodec.Quantize([1, 2, 3], "m")));
        Assert.Throws<InvalidMemoryException>(() => index.SetVector(1, new StoredVector("m", 2, 8, 1, [1])));
        Assert.Throws<InvalidMemoryException>(() => index.SetVector(1, new StoredVector("m", 2, 5, 1, [1, 1])));
        Assert.Throws<InvalidMemoryException>(() => index.SetVector(1, new StoredVector("m", 2, 8, 0, [1, 1])));
        Assert.Throws<InvalidMemoryException>(() => index.SetVector(1, new StoredVector("m", 2, 8, 1, default(ImmutableArray<byte>))));
        Assert.Throws<InvalidMemoryException>(() => Search(index, [1, 2, 3], "m"));
        Assert.Single(Search(index, [1, 2], "m"));
    }

    [Fact]
    public void Removing_a_record_forgets_its_vector()
    {
        var index = Records.IndexOf(Records.Turn("alpha"), Records.Turn("beta"), Records.Turn("gamma"));
        for (var i = 0; i < 3; i++)
            index.SetVector(i, VectorCodec.Quantize([1, i], "m"));
        index.Remove(0);

        Assert.Equal([2, 1], Search(index, [0, 1], "m").Select(hit => hit.Ordinal));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.SetVector(0, VectorCodec.Quantize([1, 2], "m")));
    }

    [Fact]
    public void Hashing_is_the_same_everywhere_and_of_unit_length()
    {
        var vector = new float[HashingEmbedding.DefaultDimension];
        Assert.True(new HashingEmbedding().TryEmbed("The quick brown fox jumps", vector));
        Assert.Equal(1, vector.Sum(component => (double)component * component), 1e-6);

        // Recorded once: a change of these numbers is a new model and needs a new model id.
        var again = new float[HashingEmbedding.DefaultDimension];
        Assert.True(new HashingEmbedding().TryEmbed("the QUICK brown foxes jumped", again));
        Assert.Equal(vector, again);
        Assert.Equal(FirstComponents, string.Join(' ', vector.Skip(3).Take(4).Select(component => component.ToString("F4", System.Globalization.CultureInfo.InvariantCulture))));
        Assert.False(new HashingEmbedding().TryEmbed("the and of", vector));
        Assert.All(vector, component => Assert.Equal(0, component));
    }

    private const string FirstComponents = "-0.1088 0.0000 0.0000 0.0000";

    [Fact]
    public void Hashing_finds_misspelt_words()
    {
        var (a, b, c) = (new float[256], new float[256], new float[256]);
        var embedding = new HashingEmbedding();
        embedding.TryEmbed("festival", a);
        embedding.TryEmbed("fesetival", b);
        embedding.TryEmbed("keyboard", c);
        Assert.True(Cosine(a, b) > Cosine(a, c) + 0.2);
    }

    private static List<RankedHit> Search(RecallIndex index, float[] vector, string model)
    {
        var hits = new List<RankedHit>();
        index.Search(new SearchQuery("unheard", 100) { Vector = vector, Model = model }, hits);
        return hits;
    }

    private static float[] Random(Random random, int dimension) => [.. Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() - 0.5))];

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
