using System.Numerics.Tensors;

namespace AgentGrains.Engine.Vectors;

/// <summary>Principal axes of a set of vectors: an orthogonal basis, the axes that carry most of the vectors' squared length first.</summary>
/// <remarks>
/// Eigenvectors of the matrix of second moments (not of covariances: it is inner products that are kept), by cyclic Jacobi rotations.
/// Immutable and thread-safe.
/// </remarks>
internal sealed class PrincipalAxes
{
    private const int MostSweeps = 12;
    private readonly float[] _basis;   // one axis per row

    private PrincipalAxes(int dimension, float[] basis, float[] energy) => (Dimension, _basis, Energy) = (dimension, basis, energy);

    /// <summary>Components of a vector.</summary>
    public int Dimension { get; }

    /// <summary>Mean squared component along each axis, falling.</summary>
    public IReadOnlyList<float> Energy { get; }

    /// <summary>Finds the axes of vectors that lie behind one another.</summary>
    public static PrincipalAxes Find(ReadOnlySpan<float> vectors, int dimension)
    {
        var count = vectors.Length / dimension;
        ArgumentOutOfRangeException.ThrowIfZero(count, nameof(vectors));
        var moments = new double[dimension][];
        for (var i = 0; i < dimension; i++)
            moments[i] = new double[dimension];
        var wide = new double[dimension];
        for (var row = 0; row < count; row++)
        {
            TensorPrimitives.ConvertChecked<float, double>(vectors.Slice(row * dimension, dimension), wide);
            for (var i = 0; i < dimension; i++)
                TensorPrimitives.MultiplyAdd(wide, wide[i] / count, moments[i], moments[i]);
        }

        var axes = new double[dimension][];
        for (var i = 0; i < dimension; i++)
            (axes[i] = new double[dimension])[i] = 1;
        for (var sweep = 0; sweep < MostSweeps && Sweep(moments, axes); sweep++)
        {
            // Each sweep squares what is left off the diagonal.
        }

        int[] order = [.. Enumerable.Range(0, dimension).OrderByDescending(i => moments[i][i]).ThenBy(i => i)];
        var basis = new float[dimension * dimension];
        for (var i = 0; i < dimension; i++)
            TensorPrimitives.ConvertTruncating<double, float>(axes[order[i]], basis.AsSpan(i * dimension, dimension));
        return new PrincipalAxes(dimension, basis, [.. order.Select(i => (float)Math.Max(0, moments[i][i]))]);
    }

    /// <summary>Writes a vector's components along the first axes, as many as fit.</summary>
    public void Project(ReadOnlySpan<float> vector, Span<float> components)
    {
        for (var i = 0; i < components.Length; i++)
            components[i] = TensorPrimitives.Dot(_basis.AsSpan(i * Dimension, Dimension), vector);
    }

    private static bool Sweep(double[][] moments, double[][] axes)
    {
        var dimension = moments.Length;
        double off = 0, all = 0;
        for (var i = 0; i < dimension; i++)
        {
            var squares = TensorPrimitives.SumOfSquares<double>(moments[i]);
            all += squares;
            off += squares - moments[i][i] * moments[i][i];
        }

        if (off <= 1e-12 * all)
            return false;
        var negligible = 1e-9 * Math.Sqrt(all) / dimension;
        for (var p = 0; p < dimension; p++)
        {
            for (var q = p + 1; q < dimension; q++)
            {
                if (Math.Abs(moments[p][q]) > negligible)
                    Rotate(moments, axes, p, q);
            }
        }

        return true;
    }

    // Rows are rotated; the matrix is symmetric, so its columns are copied from them.
    private static void Rotate(double[][] moments, double[][] axes, int p, int q)
    {
        var theta = (moments[q][q] - moments[p][p]) / (2 * moments[p][q]);
        var t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        var c = 1 / Math.Sqrt(t * t + 1);
        var s = t * c;
        var (pp, qq, pq) = (moments[p][p], moments[q][q], moments[p][q]);
        Turn(moments[p], moments[q], c, s);
        (moments[p][p], moments[q][q]) = (pp - t * pq, qq + t * pq);
        moments[p][q] = moments[q][p] = 0;
        for (var i = 0; i < moments.Length; i++)
        {
            if (i != p && i != q)
                (moments[i][p], moments[i][q]) = (moments[p][i], moments[q][i]);
        }

        Turn(axes[p], axes[q], c, s);
    }

    private static void Turn(double[] first, double[] second, double c, double s)
    {
        var at = 0;
        var width = System.Numerics.Vector<double>.Count;
        for (; at + width <= first.Length; at += width)
        {
            var (x, y) = (new System.Numerics.Vector<double>(first, at), new System.Numerics.Vector<double>(second, at));
            (c * x - s * y).CopyTo(first, at);
            (s * x + c * y).CopyTo(second, at);
        }

        for (; at < first.Length; at++)
            (first[at], second[at]) = (c * first[at] - s * second[at], s * first[at] + c * second[at]);
    }
}
