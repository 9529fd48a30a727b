using System.Numerics.Tensors;

namespace AgentGrains.Tests.Engine.Vectors;

/// <summary>Unit vectors with structure: topics on axes that carry ever less, scattered alike, turned so that no component is special.</summary>
internal sealed class ClusteredVectors
{
    private readonly Random _random;
    private readonly float[][] _axes;
    private readonly float[][] _topics;
    private readonly int _dimension;

    public ClusteredVectors(int dimension, int seed)
    {
        (_dimension, _random) = (dimension, new Random(seed));
        _axes = Axes();
        _topics = [.. Enumerable.Range(0, 200).Select(_ => Draw(0.5))];
    }

    public float[] Next()
    {
        var (vector, noise) = (Draw(0.5), Draw(0));
        var topic = _topics[_random.Next(_topics.Length)];
        for (var i = 0; i < _dimension; i++)
            vector[i] = topic[i] + 0.7f * vector[i] + 0.03f * noise[i];
        return Unit([.. _axes.Select(axis => TensorPrimitives.Dot<float>(axis, vector))]);
    }

    public float[][] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    /// <summary>Share of the true ten nearest rows that a ranking of all rows has among its first ten.</summary>
    public static double Recall(float[][] rows, float[][] questions, Func<float[], IEnumerable<int>> find) =>
        questions.Average(question => find(question).Take(10).Intersect(Nearest(rows, question)).Count() / 10.0);

    public static IEnumerable<int> Nearest(float[][] rows, float[] question) => Best(rows.Length, row => TensorPrimitives.Dot<float>(rows[row], question)).Take(10);

    public static IEnumerable<int> Best(int count, Func<int, float> score)
    {
        var scores = Enumerable.Range(0, count).Select(score).ToArray();
        var order = Enumerable.Range(0, count).ToArray();
        Array.Sort(scores.Select(value => -value).ToArray(), order);
        return order;
    }

    // A random orthogonal matrix (Gram-Schmidt).
    private float[][] Axes()
    {
        var axes = new float[_dimension][];
        for (var i = 0; i < _dimension; i++)
        {
            axes[i] = Draw(0);
            for (var j = 0; j < i; j++)
                TensorPrimitives.MultiplyAdd(axes[j], -TensorPrimitives.Dot<float>(axes[i], axes[j]), axes[i], axes[i]);
            Unit(axes[i]);
        }

        return axes;
    }

    private float[] Draw(double decline) =>
    [
        .. Enumerable.Range(0, _dimension).Select(i =>
            (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()) * Math.Pow(1 + i, -decline))),
    ];

    private static float[] Unit(float[] vector)
    {
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }
}
