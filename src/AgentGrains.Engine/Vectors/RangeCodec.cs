namespace AgentGrains.Engine.Vectors;

/// <summary>
/// Bits by range: the axes on which vectors spread widest get 4 bits, the others 2. Components are sorted by spread, so that the wide
/// ones stand together and both parts keep whole blocks.
/// </summary>
/// <remarks>
/// The idea of mixed-precision weight groups (2-bit quantisation with 4 bits for wide groups) carried over to stored vectors: vectors are
/// turned to their principal axes first, since a spread that all components share gives nothing to save. Steps are those of least squared
/// error for a normal spread. Scores are cosines: a row's own cosine with its code is divided out, so that rows of any precision compare.
/// Immutable and thread-safe.
/// </remarks>
internal sealed class RangeCodec
{
    /// <summary>Most bits a component on average.</summary>
    public const double MostBits = 2.85;

    private const int Group = 64;          // components of a 4-bit block
    private const double WideStep = 0.3352;   // 16 levels on a normal spread of 1
    private const double NarrowStep = 0.9957; // 4 levels
    private readonly PrincipalAxes _axes;
    private readonly float[] _wideSteps;
    private readonly float[] _narrowSteps;

    private RangeCodec(PrincipalAxes axes, int wide)
    {
        _axes = axes;
        _wideSteps = [.. axes.Energy.Take(wide).Select(energy => Step(energy, WideStep))];
        _narrowSteps = [.. axes.Energy.Skip(wide).Select(energy => Step(energy, NarrowStep))];
    }

    /// <summary>Components with 4 bits.</summary>
    public int Wide => _wideSteps.Length;

    /// <summary>Bytes of a row.</summary>
    public int RowBytes => WideBytes + PackedKernel.RowBytes(_narrowSteps.Length, 2);

    private int WideBytes => PackedKernel.RowBytes(Wide, 4);

    /// <summary>Learns the spread of vectors that lie behind one another.</summary>
    public static RangeCodec Train(PrincipalAxes axes)
    {
        var wide = (int)((MostBits - 2) / 2 * axes.Dimension / Group) * Group;
        return new RangeCodec(axes, Math.Min(axes.Dimension, wide));
    }

    /// <summary>Writes a vector's row and returns what its scores are multiplied with.</summary>
    public float Encode(ReadOnlySpan<float> vector, Span<byte> row)
    {
        var turned = new float[_axes.Dimension];
        _axes.Project(vector, turned);
        var codes = new byte[_axes.Dimension];
        double along = 0, squares = 0;
        for (var i = 0; i < turned.Length; i++)
        {
            var (step, levels) = i < Wide ? (_wideSteps[i], 16) : (_narrowSteps[i - Wide], 4);
            var code = step == 0 ? levels / 2 : (int)Math.Clamp(Math.Floor((double)turned[i] / step) + levels / 2, 0, levels - 1);
            codes[i] = (byte)code;
            along += turned[i] * (double)((code - (levels - 1) / 2f) * step);
            squares += (double)turned[i] * turned[i];
        }

        PackedKernel.Pack(codes.AsSpan(0, Wide), 4, row[..WideBytes]);
        PackedKernel.Pack(codes.AsSpan(Wide), 2, row[WideBytes..]);
        return along > 0 ? (float)(Math.Sqrt(squares) / along) : 0;
    }

    /// <summary>Prepares a question.</summary>
    public RangeQuery Ask(ReadOnlySpan<float> query) => new(this, query);

    private static float Step(float energy, double step) => (float)(Math.Sqrt(energy) * step);

    /// <summary>A question to rows of one codec.</summary>
    /// <remarks>Not thread-safe.</remarks>
    internal sealed class RangeQuery
    {
        private const int Chunk = 256;

        private readonly RangeCodec _codec;
        private readonly PackedQuery _wide;
        private readonly PackedQuery _narrow;
        private readonly double _inverse;

        public RangeQuery(RangeCodec codec, ReadOnlySpan<float> query)
        {
            _codec = codec;
            var turned = new float[codec._axes.Dimension];
            codec._axes.Project(query, turned);
            _inverse = 1 / Math.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares<float>(turned));
            _wide = new PackedQuery(PackedKernel.Padded(codec.Wide, 4));
            _narrow = new PackedQuery(PackedKernel.Padded(codec._narrowSteps.Length, 2));
            for (var i = 0; i < turned.Length; i++)
                turned[i] *= i < codec.Wide ? codec._wideSteps[i] : codec._narrowSteps[i - codec.Wide];
            _wide.Set(turned.AsSpan(0, codec.Wide));
            _narrow.Set(turned.AsSpan(codec.Wide));
        }

        /// <summary>Writes the cosine with each row; factors are those that encoding gave.</summary>
        public void Scan(ReadOnlySpan<byte> rows, ReadOnlySpan<float> factors, Span<float> cosines)
        {
            Span<int> sums = stackalloc int[Chunk];
            for (var first = 0; first < cosines.Length; first += Chunk)
            {
                var count = Math.Min(Chunk, cosines.Length - first);
                var part = cosines.Slice(first, count);
                part.Clear();
                Add(_wide, 4, rows[(first * _codec.RowBytes)..], sums[..count], part);
                Add(_narrow, 2, rows[(first * _codec.RowBytes + _codec.WideBytes)..], sums[..count], part);
                for (var row = 0; row < count; row++)
                    part[row] *= factors[first + row];
            }
        }

        private void Add(PackedQuery query, int bits, ReadOnlySpan<byte> rows, Span<int> sums, Span<float> cosines)
        {
            if (query.Values.Length == 0)
                return;
            PackedKernel.SumRows(query, bits, rows, sums, _codec.RowBytes);
            var (offset, step) = (((1 << bits) - 1) / 2.0 * query.Sum, query.Step * _inverse);
            for (var row = 0; row < sums.Length; row++)
                cosines[row] += (float)((sums[row] - offset) * step);
        }
    }
}
