using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Benchmarks.Vectors;

/// <summary>Vectors at one precision: how they are stored, scanned and found.</summary>
internal abstract class Scan(string name, int rowBytes, double extraBytes)
{
    /// <summary>Most rows in a block: their integers stay in the nearest cache.</summary>
    protected const int Block = 512;

    public string Name => name;

    /// <summary>Bytes that a scan reads for one row.</summary>
    public int RowBytes => rowBytes;

    /// <summary>Bytes kept for a vector, factors included and shared tables left out.</summary>
    public double BytesPerVector => rowBytes + extraBytes;

    /// <summary>How many candidates are scored again from single precision; 0 when the scan's own order is the answer.</summary>
    public int Rescored { get; protected init; }

    /// <summary>The rows of the set.</summary>
    public abstract byte[] Encode(VectorSet set);

    /// <summary>Makes a question ready.</summary>
    public abstract void Ask(float[] question);

    /// <summary>Scans rows, the set's over and over, block by block, and gives each its score.</summary>
    public void Run(ReadOnlySpan<byte> rows, Span<float> scores, int period)
    {
        for (int first = 0, count; first < scores.Length; first += count)
        {
            // A block ends where the set does, so that its factors lie in order.
            count = Math.Min(Math.Min(Block, scores.Length - first), period - first % period);
            RunBlock(rows.Slice(first * RowBytes, count * RowBytes), scores.Slice(first, count), first % period);
        }
    }

    /// <summary>Scans a few rows, which begin at a place of the set.</summary>
    protected abstract void RunBlock(ReadOnlySpan<byte> rows, Span<float> scores, int place);

    public double Recall(VectorSet set, byte[] rows)
    {
        var (scores, found) = (new float[set.Count], 0);
        for (var question = 0; question < set.Questions.Length; question++)
        {
            Ask(set.Questions[question]);
            Run(rows, scores, set.Count);
            found += Answer(set, set.Questions[question], scores).Intersect(set.Exact[question]).Count();
        }

        return found / (double)(VectorSet.Nearest * set.Questions.Length);
    }

    private IEnumerable<int> Answer(VectorSet set, float[] question, float[] scores) => Rescored == 0
        ? VectorSet.Best(scores, VectorSet.Nearest)
        : VectorSet.Best(scores, Rescored).OrderByDescending(row => TensorPrimitives.Dot(question, set.Row(row))).Take(VectorSet.Nearest);
}

internal sealed class Float32Scan(int dimension) : Scan("float32", dimension * sizeof(float), 0)
{
    private float[] _question = [];

    public override byte[] Encode(VectorSet set) => MemoryMarshal.AsBytes(set.Rows.AsSpan()).ToArray();

    public override void Ask(float[] question) => _question = question;

    protected override void RunBlock(ReadOnlySpan<byte> rows, Span<float> scores, int place)
    {
        var values = MemoryMarshal.Cast<byte, float>(rows);
        for (var row = 0; row < scores.Length; row++)
            scores[row] = TensorPrimitives.Dot(_question, values.Slice(row * _question.Length, _question.Length));
    }
}

internal sealed class Int8Scan(int dimension) : Scan("int8", dimension, sizeof(float))
{
    private readonly short[] _question = new short[dimension];
    private float[] _factors = [];
    private readonly int[] _dots = new int[Block];
    private double _inverse;

    public override byte[] Encode(VectorSet set)
    {
        var rows = new byte[set.Count * RowBytes];
        _factors = new float[set.Count];
        for (var row = 0; row < set.Count; row++)
        {
            var components = MemoryMarshal.Cast<byte, sbyte>(rows.AsSpan(row * RowBytes, RowBytes));
            _ = VectorCodec.Quantize(set.Row(row), components);
            _factors[row] = Int8Kernel.InverseLength(components);
        }

        return rows;
    }

    public override void Ask(float[] question) => _inverse = 1 / Int8Kernel.QuantizeQuery(question, _question);

    protected override void RunBlock(ReadOnlySpan<byte> rows, Span<float> scores, int place)
    {
        Int8Kernel.DotRows(_question, MemoryMarshal.Cast<byte, sbyte>(rows), _dots.AsSpan(0, scores.Length));
        for (var row = 0; row < scores.Length; row++)
            scores[row] = (float)(_dots[row] * _inverse * _factors[place + row]);
    }
}

internal sealed class Int4Scan(int dimension) : Scan("int4", PackedKernel.RowBytes(dimension, 4), sizeof(float))
{
    private readonly PackedQuery _question = new(PackedKernel.Padded(dimension, 4));
    private float[] _factors = [];
    private readonly int[] _sums = new int[Block];

    public override byte[] Encode(VectorSet set)
    {
        var rows = new byte[set.Count * RowBytes];
        _factors = new float[set.Count];
        var codes = new byte[set.Dimension];
        for (var row = 0; row < set.Count; row++)
        {
            var turned = Turned(set.Row(row));
            _ = PackedCodec.Quantize(turned, codes);
            PackedKernel.Pack(codes, 4, rows.AsSpan(row * RowBytes, RowBytes));
            _factors[row] = PackedCodec.Factor(turned, codes);
        }

        return rows;
    }

    public override void Ask(float[] question) => _question.Set(Turned(question));

    private static float[] Turned(ReadOnlySpan<float> vector)
    {
        var turned = vector.ToArray();
        RandomTurn.Of(turned.Length).Apply(turned);
        return turned;
    }

    protected override void RunBlock(ReadOnlySpan<byte> rows, Span<float> scores, int place)
    {
        PackedKernel.SumRows(_question, 4, rows, _sums.AsSpan(0, scores.Length));
        for (var row = 0; row < scores.Length; row++)
            scores[row] = (float)((_sums[row] - 7.5 * _question.Sum) * _question.Step * _factors[place + row]);
    }
}

internal sealed class RangeScan(RangeCodec codec) : Scan("mixed", codec.RowBytes, sizeof(float))
{
    private RangeCodec.RangeQuery _question = null!;
    private float[] _factors = [];

    public override byte[] Encode(VectorSet set)
    {
        var rows = new byte[set.Count * RowBytes];
        _factors = new float[set.Count];
        for (var row = 0; row < set.Count; row++)
            _factors[row] = codec.Encode(set.Row(row), rows.AsSpan(row * RowBytes, RowBytes));
        return rows;
    }

    public override void Ask(float[] question) => _question = codec.Ask(question);

    protected override void RunBlock(ReadOnlySpan<byte> rows, Span<float> scores, int place) =>
        _question.Scan(rows, _factors.AsSpan(place, scores.Length), scores);
}

internal sealed class ProductScan : Scan
{
    private readonly Codebook _book;
    private readonly float[] _table;

    public ProductScan(Codebook book)
        : base("pq", book.Parts, 0)
    {
        (_book, _table, Rescored) = (book, new float[book.Parts * Codebook.Centroids], 100);
    }

    public override byte[] Encode(VectorSet set)
    {
        var rows = new byte[set.Count * RowBytes];
        for (var row = 0; row < set.Count; row++)
            _book.Encode(set.Row(row), rows.AsSpan(row * RowBytes, RowBytes));
        return rows;
    }

    public override void Ask(float[] question) => _book.FillTable(question, _table);

    protected override void RunBlock(ReadOnlySpan<byte> rows, Span<float> scores, int place) => _book.Scan(_table, rows, scores);
}

/// <summary>A third of the axes, in 8 bits, then the best again in full.</summary>
internal sealed class AxesScan : Scan
{
    private readonly PrincipalAxes _axes;
    private readonly short[] _question;
    private float[] _scales = [];
    private readonly int[] _dots = new int[Block];

    public AxesScan(PrincipalAxes axes, int kept)
        : base("pca", kept, sizeof(float))
    {
        (_axes, _question, Rescored) = (axes, new short[kept], 100);
    }

    public override byte[] Encode(VectorSet set)
    {
        var rows = new byte[set.Count * RowBytes];
        _scales = new float[set.Count];
        var turned = new float[RowBytes];
        for (var row = 0; row < set.Count; row++)
        {
            _axes.Project(set.Row(row), turned);
            _scales[row] = VectorCodec.Quantize(turned, MemoryMarshal.Cast<byte, sbyte>(rows.AsSpan(row * RowBytes, RowBytes)));
        }

        return rows;
    }

    public override void Ask(float[] question)
    {
        var turned = new float[RowBytes];
        _axes.Project(question, turned);
        _ = Int8Kernel.QuantizeQuery(turned, _question);
    }

    protected override void RunBlock(ReadOnlySpan<byte> rows, Span<float> scores, int place)
    {
        Int8Kernel.DotRows(_question, MemoryMarshal.Cast<byte, sbyte>(rows), _dots.AsSpan(0, scores.Length));
        for (var row = 0; row < scores.Length; row++)
            scores[row] = _dots[row] * _scales[place + row];
    }
}

internal sealed class HashScan : Scan
{
    private readonly SimHash _hash;
    private readonly ulong[] _question;
    private readonly int[] _distances = new int[Block];

    public HashScan(SimHash hash, int rescored)
        : base("simhash", hash.Words * sizeof(ulong), 0)
    {
        (_hash, _question, Rescored) = (hash, new ulong[hash.Words], rescored);
    }

    public override byte[] Encode(VectorSet set)
    {
        var rows = new byte[set.Count * RowBytes];
        for (var row = 0; row < set.Count; row++)
            _hash.Hash(set.Row(row), MemoryMarshal.Cast<byte, ulong>(rows.AsSpan(row * RowBytes, RowBytes)));
        return rows;
    }

    public override void Ask(float[] question) => _hash.Hash(question, _question);

    protected override void RunBlock(ReadOnlySpan<byte> rows, Span<float> scores, int place)
    {
        SimHash.Distances(_question, MemoryMarshal.Cast<byte, ulong>(rows), _distances.AsSpan(0, scores.Length));
        for (var row = 0; row < scores.Length; row++)
            scores[row] = -_distances[row];
    }
}
