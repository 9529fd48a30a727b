using System.Numerics.Tensors;

namespace AgentGrains.Engine.Learning;

/// <summary>
/// Fits the weights of a linear ranking: the mean over questions of −log of the softmax share that the useful candidates get
/// (ListNet's top-one loss, Z. Cao et al. 2007), held near a prior, by full-batch Adam. Deterministic.
/// </summary>
public static class ListwiseFitter
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

    /// <summary>Fits weights, one per feature.</summary>
    /// <param name="examples">What was asked and what answered it.</param>
    /// <param name="prior">Where the weights start, and what they are drawn back to.</param>
    /// <param name="pull">Strength of the pull: times half the squared distance from the prior, in units of one question's loss.</param>
    /// <param name="steps">Steps of the descent.</param>
    /// <param name="rate">Size of a step.</param>
    /// <exception cref="ArgumentException">An example has another number of features than the prior.</exception>
    public static float[] Fit(IReadOnlyList<RankingExample> examples, ReadOnlySpan<float> prior, double pull = 1e-4, int steps = 600, double rate = 0.03)
    {
        ArgumentNullException.ThrowIfNull(examples);
        foreach (var example in examples)
        {
            if (example.Features != prior.Length)
                throw new ArgumentException($"An example has {example.Features} features, the prior {prior.Length}.", nameof(examples));
        }

        var weights = prior.ToArray();
        if (examples.Count == 0)
            return weights;
        var gradient = new double[prior.Length];
        var (first, second) = (new double[prior.Length], new double[prior.Length]);
        var scores = new float[examples.Max(static example => example.Candidates)];
        for (var step = 1; step <= steps; step++)
        {
            Array.Clear(gradient);
            foreach (var example in examples)
                AddGradient(example, weights, scores.AsSpan(0, example.Candidates), gradient);
            var fade = step > steps / 2 ? 2.0 * (steps - step + 1) / steps : 1;
            for (var i = 0; i < weights.Length; i++)
            {
                var slope = gradient[i] / examples.Count + pull * (weights[i] - prior[i]);
                first[i] = Beta1 * first[i] + (1 - Beta1) * slope;
                second[i] = Beta2 * second[i] + (1 - Beta2) * slope * slope;
                var (mean, square) = (first[i] / (1 - Math.Pow(Beta1, step)), second[i] / (1 - Math.Pow(Beta2, step)));
                weights[i] -= (float)(rate * fade * mean / (Math.Sqrt(square) + Epsilon));
            }
        }

        return weights;
    }

    /// <summary>Scores of an example's candidates.</summary>
    public static void Score(RankingExample example, ReadOnlySpan<float> weights, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(example);
        scores.Clear();
        for (var feature = 0; feature < weights.Length; feature++)
        {
            if (weights[feature] != 0)
                TensorPrimitives.MultiplyAdd(example.Column(feature), weights[feature], scores, scores);
        }
    }

    // d loss / d weight = expected feature under the softmax − mean feature of the useful.
    private static void AddGradient(RankingExample example, ReadOnlySpan<float> weights, Span<float> scores, double[] gradient)
    {
        Score(example, weights, scores);
        TensorPrimitives.SoftMax<float>(scores, scores);
        foreach (var useful in example.Useful)
            scores[useful] -= 1f / example.Useful.Count;
        for (var feature = 0; feature < gradient.Length; feature++)
            gradient[feature] += TensorPrimitives.Dot(example.Column(feature), scores);
    }
}
