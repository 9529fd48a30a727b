using System.Numerics.Tensors;

namespace AgentGrains.Inference.Cascade;

/// <summary>
/// The last pairs, and what the map got wrong of each: a query near some of them is corrected by what they were off. Where the correction
/// changes the results, the map alone was not to be trusted.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ResidualMemory(int capacity = 256, int neighbours = 8, float sharpness = 12)
{
    private readonly (float[] Draft, float[] Off)[] _pairs = new (float[], float[])[capacity];
    private int _count;

    public void Add(float[] draft, float[] mapped, float[] target)
    {
        var off = new float[target.Length];
        TensorPrimitives.Subtract(target, mapped, off);
        _pairs[_count++ % capacity] = (draft, off);
    }

    /// <summary>The mapped vector of a draft, corrected, of unit length.</summary>
    public float[] Correct(float[] draft, float[] mapped)
    {
        var corrected = (float[])mapped.Clone();
        var near = Enumerable.Range(0, Math.Min(_count, capacity))
            .Select(i => (Off: _pairs[i].Off, Cosine: TensorPrimitives.CosineSimilarity<float>(draft, _pairs[i].Draft)))
            .OrderByDescending(pair => pair.Cosine).Take(neighbours).ToList();
        var weights = near.ConvertAll(pair => MathF.Exp(sharpness * (pair.Cosine - 1)));
        var sum = weights.Sum() + 0.25f;   // far neighbours correct little
        for (var i = 0; i < near.Count; i++)
            TensorPrimitives.MultiplyAdd(near[i].Off, weights[i] / sum, corrected, corrected);
        var length = TensorPrimitives.Norm<float>(corrected);
        if (length > 0)
            TensorPrimitives.Divide(corrected, length, corrected);
        return corrected;
    }
}
