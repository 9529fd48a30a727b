using System.Numerics.Tensors;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Debate.Bank;

/// <summary>How like two texts are, on one scale for all debates: the cosine of their hashed words, pairs and spellings, from 0 to 1.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class BankSimilarity(string asked)
{
    private const int Dimension = 1024;
    private const int Longest = 4000;   // characters; what a text is about stands in its beginning

    private readonly HashingEmbedding _embedding = new();
    private float[]? _asked;

    public float To(string text)
    {
        _asked ??= Embed(asked);
        return Math.Clamp(TensorPrimitives.Dot(_asked, Embed(text)), 0, 1);   // vectors are of unit length, or all zero
    }

    private float[] Embed(string text)
    {
        var vector = new float[Dimension];
        _embedding.TryEmbed(text.Length <= Longest ? text : text[..Longest], vector);
        return vector;
    }
}
