using System.Numerics.Tensors;
using AgentGrains.Engine.Vectors;
using Xunit;

namespace AgentGrains.Tests.Engine.Vectors;

public sealed class QuantiserTests
{
    private const int Dimension = 384;

    [Fact]
    public void Bits_by_range_find_at_least_what_three_bits_for_all_find()
    {
        var (rows, questions) = Made(3_000, 50);
        var axes = PrincipalAxes.Find(Flat(rows), Dimension);
        var codec = RangeCodec.Train(axes);
        Assert.True(codec.RowBytes * 8.0 / Dimension <= RangeCodec.MostBits, $"{codec.RowBytes} bytes a row");
        var (codes, factors) = (new byte[rows.Length * codec.RowBytes], new float[rows.Length]);
        for (var row = 0; row < rows.Length; row++)
            factors[row] = codec.Encode(rows[row], codes.AsSpan(row * codec.RowBytes, codec.RowBytes));

        var mixed = ClusteredVectors.Recall(rows, questions, question =>
        {
            var cosines = new float[rows.Length];
            codec.Ask(question).Scan(codes, factors, cosines);
            return ClusteredVectors.Best(rows.Length, row => cosines[row]);
        });
        var uniform = rows.Select(row => ThreeBits(axes, row)).ToArray();
        var three = ClusteredVectors.Recall(rows, questions, question =>
        {
            var turned = new float[Dimension];
            axes.Project(question, turned);
            return ClusteredVectors.Best(rows.Length, row => TensorPrimitives.Dot<float>(turned, uniform[row]));
        });

        Assert.True(mixed >= three, $"mixed {mixed:F4}, three bits {three:F4}");
        Assert.True(mixed > 0.8, $"mixed {mixed:F4}");
    }

    [Fact]
    public void Product_codes_with_rescoring_find_nearly_all()
    {
        var (rows, questions) = Made(5_000, 50);
        var space = new ProductSpace("acme", "m", Dimension);
        for (var row = 0; row < rows.Length; row++)
            space.Add(row, rows[row]);
        space.Learn(row => rows[row]);

        Assert.Equal((5_000, 0), (space.Encoded, space.Hot));
        Assert.Equal(Dimension * sizeof(float) / 32, space.Codebook!.Parts);
        var recall = ClusteredVectors.Recall(rows, questions, question => space.Search(question, 10, 100, row => rows[row]).Select(hit => hit.Ordinal));
        Assert.True(recall >= 0.95, $"recall@10 {recall:F4}");
    }

    [Fact]
    public void A_new_vector_is_found_at_once_and_after_it_was_encoded()
    {
        var (rows, questions) = Made(400, 1);
        var space = new ProductSpace("acme", "m", Dimension);
        for (var row = 0; row < 300; row++)
            space.Add(row, rows[row]);
        space.Learn(row => rows[row]);
        space.Add(300, questions[0]);
        Assert.Equal(1, space.Hot);
        Assert.Equal(300, Found()[0].Ordinal);

        space.Encode();
        Assert.Equal((301, 0, 1), (space.Encoded, space.Hot, space.Codebook!.Id.Version));
        Assert.Equal(300, Found()[0].Ordinal);

        (float Score, int Ordinal)[] Found() => space.Search(questions[0], 5, 100, row => row == 300 ? questions[0] : rows[row]);
    }

    [Fact]
    public void Learning_again_makes_a_new_version_and_encodes_every_row_under_it()
    {
        var (rows, questions) = Made(600, 20);
        var space = new ProductSpace("acme", "m", Dimension);
        for (var row = 0; row < 300; row++)
            space.Add(row, rows[row]);
        space.Learn(row => rows[row], seed: 1);
        var first = space.Codebook!;
        for (var row = 300; row < 600; row++)
            space.Add(row, rows[row]);
        space.Learn(row => rows[row], seed: 2);

        Assert.Equal((new CodebookId("acme", "m", 1), new CodebookId("acme", "m", 2)), (first.Id, space.Codebook!.Id));
        Assert.Equal((600, 0), (space.Encoded, space.Hot));

        // Codes that were made under another codebook would send rescoring to any rows at all.
        var recall = ClusteredVectors.Recall(rows, questions, question => space.Search(question, 10, 100, row => rows[row]).Select(hit => hit.Ordinal));
        Assert.True(recall >= 0.95, $"recall@10 {recall:F4}");
    }

    [Fact]
    public void Equal_seeds_learn_equal_codebooks()
    {
        var rows = Flat(Made(500, 1).Rows);
        var id = new CodebookId("acme", "m", 1);
        Assert.Equal(Decoded(Codebook.Train(id, rows, Dimension, 48, seed: 5)), Decoded(Codebook.Train(id, rows, Dimension, 48, seed: 5)));
        Assert.NotEqual(Decoded(Codebook.Train(id, rows, Dimension, 48, seed: 5)), Decoded(Codebook.Train(id, rows, Dimension, 48, seed: 6)));

        static float[] Decoded(Codebook book)
        {
            var all = new float[Codebook.Centroids * Dimension];
            for (var centroid = 0; centroid < Codebook.Centroids; centroid++)
                book.Decode(Enumerable.Repeat((byte)centroid, book.Parts).ToArray(), all.AsSpan(centroid * Dimension, Dimension));
            return all;
        }
    }

    [Fact]
    public void Axes_are_orthogonal_and_carry_ever_less()
    {
        var axes = PrincipalAxes.Find(Flat(Made(1_000, 1).Rows), Dimension);
        var vector = Made(1, 1).Questions[0];
        var turned = new float[Dimension];
        axes.Project(vector, turned);
        Assert.Equal(1, TensorPrimitives.Norm<float>(turned), 1e-4);
        Assert.Equal(axes.Energy.OrderByDescending(energy => energy), axes.Energy);
        Assert.True(axes.Energy.Take(128).Sum() > 0.7, "a third of the axes carries most");
    }

    [Fact]
    public void Prefilters_lose_little_once_the_best_are_scored_again()
    {
        var (rows, questions) = Made(5_000, 50);
        var axes = PrincipalAxes.Find(Flat(rows), Dimension);
        var short128 = rows.Select(row => Project(axes, row)).ToArray();
        var low = ClusteredVectors.Recall(rows, questions, question =>
        {
            var asked = Project(axes, question);
            return Again(rows, question, ClusteredVectors.Best(rows.Length, row => TensorPrimitives.Dot<float>(asked, short128[row])).Take(100));
        });
        Assert.True(low >= 0.98, $"128 of 384 axes: {low:F4}");

        var hash = new SimHash(Dimension);
        var hashes = rows.SelectMany(row => Hashed(hash, row)).ToArray();
        var signs = ClusteredVectors.Recall(rows, questions, question =>
        {
            var distances = new int[rows.Length];
            SimHash.Distances(Hashed(hash, question), hashes, distances);
            return Again(rows, question, ClusteredVectors.Best(rows.Length, row => -distances[row]).Take(250));
        });
        Assert.True(signs >= 0.9, $"256 signs: {signs:F4}");
    }

    [Fact]
    public void Four_bits_keep_cosines()
    {
        var (rows, questions) = Made(1_000, 20);
        var codes = new byte[Dimension];
        foreach (var question in questions)
        {
            foreach (var row in rows)
            {
                var (turned, asked) = (Turned(row), Turned(question));
                _ = PackedCodec.Quantize(turned, codes);
                var cosine = codes.Select((code, i) => PackedCodec.Level(code) * asked[i]).Sum() * PackedCodec.Factor(turned, codes);
                Assert.Equal(TensorPrimitives.Dot<float>(row, question), cosine, 0.03);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(384)]
    [InlineData(1000)]
    public void A_turn_keeps_lengths_and_is_undone(int dimension)
    {
        var vector = Enumerable.Range(0, dimension).Select(i => i == 0 ? 1f : 0).ToArray();
        var turned = vector.ToArray();
        RandomTurn.Of(dimension).Apply(turned);
        Assert.Equal(1, TensorPrimitives.Norm<float>(turned), 1e-4);
        if (dimension >= 64)
            Assert.True(turned.Max(Math.Abs) < 5 / Math.Sqrt(dimension), "what stood in one component is spread over all");
        RandomTurn.Of(dimension).Undo(turned);
        for (var i = 0; i < dimension; i++)
            Assert.Equal(vector[i], turned[i], 1e-4);
    }

    private static float[] Turned(float[] vector)
    {
        var turned = vector.ToArray();
        RandomTurn.Of(vector.Length).Apply(turned);
        return turned;
    }

    private static (float[][] Rows, float[][] Questions) Made(int rows, int questions)
    {
        var source = new ClusteredVectors(Dimension, 7);
        return (source.Take(rows), source.Take(questions));
    }

    private static float[] Flat(float[][] rows) => [.. rows.SelectMany(row => row)];

    private static float[] Project(PrincipalAxes axes, float[] row)
    {
        var turned = new float[Dimension / 3];
        axes.Project(row, turned);
        return turned;
    }

    private static ulong[] Hashed(SimHash hash, float[] row)
    {
        var words = new ulong[hash.Words];
        hash.Hash(row, words);
        return words;
    }

    private static IEnumerable<int> Again(float[][] rows, float[] question, IEnumerable<int> candidates) =>
        candidates.OrderByDescending(row => TensorPrimitives.Dot<float>(rows[row], question));

    // The same axes and the step of least error at 3 bits, so that only the sharing out of bits differs.
    private static float[] ThreeBits(PrincipalAxes axes, float[] row)
    {
        var turned = new float[Dimension];
        axes.Project(row, turned);
        var decoded = new float[Dimension];
        for (var i = 0; i < Dimension; i++)
        {
            var step = (float)(0.586 * Math.Sqrt(axes.Energy[i]));
            decoded[i] = step == 0 ? 0 : ((float)Math.Clamp(Math.Floor(turned[i] / step) + 4, 0, 7) - 3.5f) * step;
        }

        var along = TensorPrimitives.Dot<float>(decoded, turned);
        TensorPrimitives.Divide(decoded, along, decoded);
        return decoded;
    }
}
