using System.Numerics.Tensors;

namespace AgentGrains.Inference.Cascade;

/// <summary>
/// The last pairs, and what the map got wrong of each. A query is corrected by what its neighbours were off, as far as they are near; and it is
/// doubted by all that its nearest one was off, however far that is: an error of the size and kind that the map makes, as in conformal prediction
/// (V. Vovk et al. 2005). Where the doubt changes the results, the map alone is not to be trusted. The doubt is what the map was off before it
/// learned the pair: of what it has learned it is hardly off.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ResidualMemory(int capacity = 256, int neighbours = 8, float sharpness = 12)
{
    private readonly (float[] Draft, float[] Off, float[] Surprise)[] _pairs = new (float[], float[], float[])[capacity];
    private int _count;

    /// <summary>Keeps a pair.</summary>
    /// <param name="draft">The cheap model's vector.</param>
    /// <param name="before">Where the map put it before it learned the pair.</param>
    /// <param name="after">And after.</param>
    /// <param name="target">The strong model's vector.</param>
    public void Add(float[] draft, float[] before, float[] after, float[] target)
    {
        _pairs[_count++ % capacity] = (draft, Difference(target, after), Difference(target, before));

        static float[] Difference(float[] one, float[] other)
        {
            var difference = new float[one.Length];
            TensorPrimitives.Subtract(one, other, difference);
            return difference;
        }
    }

    /// <summary>The mapped vector of a draft, corrected and doubted, both of unit length.</summary>
    public (float[] Corrected, float[] Doubted) Correct(float[] draft, float[] mapped)
    {
        var near = Enumerable.Range(0, Math.Min(_count, capacity))
            .Select(i => (Pair: _pairs[i], Cosine: TensorPrimitives.CosineSimilarity<float>(draft, _pairs[i].Draft)))
            .OrderByDescending(pair => pair.Cosine).Take(neighbours).ToList();
        var corrected = (float[])mapped.Clone();
        var weights = near.ConvertAll(pair => MathF.Exp(sharpness * (pair.Cosine - 1)));
        var sum = weights.Sum() + 0.25f;   // far neighbours correct little
        for (var i = 0; i < near.Count; i++)
            TensorPrimitives.MultiplyAdd(near[i].Pair.Off, weights[i] / sum, corrected, corrected);
        var doubted = (float[])mapped.Clone();
        if (near.Count > 0)
            TensorPrimitives.Add(doubted, near[0].Pair.Surprise, doubted);
        return (Unit(corrected), Unit(doubted));
    }

    private static float[] Unit(float[] vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (length > 0)
            TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }
}
