using System.Numerics;
using System.Numerics.Tensors;

namespace AgentGrains.Engine.Vectors;

/// <summary>
/// A product quantiser (Jégou et al. 2011): a vector is cut into parts, and each part is replaced by the nearest of 256 centroids, one
/// byte. Scores are sums over a table of the question's products with all centroids (asymmetric: the question is not quantised).
/// </summary>
/// <remarks>
/// A codebook belongs to one tenant and one embedding model and has a version; codes of another codebook mean nothing under it.
/// K-means from a seed; sums are made component by component, so every machine learns the same centroids. Immutable and thread-safe.
/// </remarks>
internal sealed class Codebook
{
    /// <summary>Centroids of a part: what one byte can name.</summary>
    public const int Centroids = 256;

    private const int MostSamples = 8_192;
    private const int Rounds = 12;
    private readonly float[] _centroids;   // [part][component][centroid], so that a lane is a centroid

    private Codebook(CodebookId id, int dimension, int parts, float[] centroids) => (Id, Dimension, Parts, _centroids) = (id, dimension, parts, centroids);

    /// <summary>Whose it is and which version.</summary>
    public CodebookId Id { get; }

    /// <summary>Components of a vector.</summary>
    public int Dimension { get; }

    /// <summary>Parts, and bytes, of a code.</summary>
    public int Parts { get; }

    /// <summary>Memory it takes.</summary>
    public long Bytes => _centroids.Length * sizeof(float);

    private int PartLength => Dimension / Parts;

    /// <summary>Parts for codes 32 times smaller than single-precision vectors; 0 when the dimension does not allow it.</summary>
    public static int PartsFor(int dimension) => dimension % 8 == 0 ? dimension / 8 : 0;

    /// <summary>Learns from vectors that lie behind one another, at least 256 of them.</summary>
    public static Codebook Train(CodebookId id, ReadOnlySpan<float> vectors, int dimension, int parts, int seed = 1)
    {
        if (parts < 1 || dimension % parts != 0)
            throw new ArgumentException($"{dimension} components cannot be cut into {parts} equal parts.", nameof(parts));
        var count = vectors.Length / dimension;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, Centroids, nameof(vectors));
        int[] sample = [.. Enumerable.Range(0, count)];
        new Random(seed).Shuffle(sample);
        sample = sample[..Math.Min(count, MostSamples)];
        var length = dimension / parts;
        var book = new Codebook(id, dimension, parts, new float[dimension * Centroids]);
        var points = new float[sample.Length * length];
        for (var part = 0; part < parts; part++)
        {
            for (var i = 0; i < sample.Length; i++)
                vectors.Slice(sample[i] * dimension + part * length, length).CopyTo(points.AsSpan(i * length));
            Cluster(points, length, book.PartOf(part));
        }

        return book;
    }

    /// <summary>Writes a vector's code.</summary>
    public void Encode(ReadOnlySpan<float> vector, Span<byte> code)
    {
        Span<float> distances = stackalloc float[Centroids];
        for (var part = 0; part < Parts; part++)
            code[part] = (byte)Nearest(vector.Slice(part * PartLength, PartLength), PartOf(part), distances, out _);
    }

    /// <summary>Writes the vector that a code stands for.</summary>
    public void Decode(ReadOnlySpan<byte> code, Span<float> vector)
    {
        for (var i = 0; i < Dimension; i++)
            vector[i] = _centroids[i * Centroids + code[i / PartLength]];
    }

    /// <summary>Writes the question's products with every centroid: 256 to a part.</summary>
    public void FillTable(ReadOnlySpan<float> query, Span<float> table)
    {
        table[..(Parts * Centroids)].Clear();
        for (var i = 0; i < Dimension; i++)
        {
            var part = table.Slice(i / PartLength * Centroids, Centroids);
            TensorPrimitives.MultiplyAdd(_centroids.AsSpan(i * Centroids, Centroids), query[i], part, part);
        }
    }

    /// <summary>Writes the product of the table's question with each code.</summary>
    public void Scan(ReadOnlySpan<float> table, ReadOnlySpan<byte> codes, Span<float> dots)
    {
        for (var row = 0; row < dots.Length; row++)
        {
            var code = codes.Slice(row * Parts, Parts);
            var (even, odd) = (0f, 0f);
            var part = 0;
            for (; part + 2 <= code.Length; part += 2)
            {
                even += table[part * Centroids + code[part]];
                odd += table[(part + 1) * Centroids + code[part + 1]];
            }

            dots[row] = part < code.Length ? even + odd + table[part * Centroids + code[part]] : even + odd;
        }
    }

    private Span<float> PartOf(int part) => _centroids.AsSpan(part * PartLength * Centroids, PartLength * Centroids);

    private static void Cluster(float[] points, int length, Span<float> centroids)
    {
        var count = points.Length / length;
        for (var i = 0; i < Centroids; i++)
            Place(points, i * length, length, centroids, i);   // the sample is shuffled: the first are any
        var (sums, sizes) = (new double[length * Centroids], new int[Centroids]);
        Span<float> distances = stackalloc float[Centroids];
        for (var round = 0; round < Rounds; round++)
        {
            Array.Clear(sums);
            Array.Clear(sizes);
            var (farthest, worst) = (0, -1f);
            for (var point = 0; point < count; point++)
            {
                var at = points.AsSpan(point * length, length);
                var nearest = Nearest(at, centroids, distances, out var distance);
                sizes[nearest]++;
                for (var i = 0; i < length; i++)
                    sums[i * Centroids + nearest] += at[i];
                if (distance > worst)
                    (farthest, worst) = (point, distance);
            }

            for (var centroid = 0; centroid < Centroids; centroid++)
            {
                for (var i = 0; i < length && sizes[centroid] > 0; i++)
                    centroids[i * Centroids + centroid] = (float)(sums[i * Centroids + centroid] / sizes[centroid]);
            }

            // A centroid without points is moved to the point that is served worst; one a round is enough.
            if (Array.IndexOf(sizes, 0) is >= 0 and var empty)
                Place(points, farthest * length, length, centroids, empty);
        }
    }

    private static void Place(float[] points, int start, int length, Span<float> centroids, int centroid)
    {
        for (var i = 0; i < length; i++)
            centroids[i * Centroids + centroid] = points[start + i];
    }

    private static int Nearest(ReadOnlySpan<float> point, ReadOnlySpan<float> centroids, Span<float> distances, out float distance)
    {
        distances.Clear();
        for (var i = 0; i < point.Length; i++)
        {
            var component = new Vector<float>(point[i]);
            var lane = centroids.Slice(i * Centroids, Centroids);
            for (var at = 0; at < Centroids; at += Vector<float>.Count)
            {
                var off = component - new Vector<float>(lane[at..]);
                (new Vector<float>(distances[at..]) + off * off).CopyTo(distances[at..]);
            }
        }

        var nearest = TensorPrimitives.IndexOfMin<float>(distances);
        distance = distances[nearest];
        return nearest;
    }
}

/// <summary>Names a codebook.</summary>
/// <param name="Tenant">Whose vectors it was learnt from.</param>
/// <param name="Model">The embedding model that made them.</param>
/// <param name="Version">From 1; a codebook that is learnt anew gets the next.</param>
internal sealed record CodebookId(string Tenant, string Model, int Version);
