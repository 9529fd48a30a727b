using System.Numerics.Tensors;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Engine.Channels;

/// <summary>
/// What texts are about: sums of their word vectors, weighted by rarity, less what all candidates have in common (which would
/// otherwise drown the differences). Texts are numbered from 0.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TopicVectors(TermVectors vectors)
{
    private const float Nothing = 1e-6f;

    private readonly float[] _asked = new float[vectors.Dimension];
    private readonly float[] _mean = new float[vectors.Dimension];
    private readonly float[] _gathered = new float[vectors.Dimension];
    private float[] _rows = [];
    private int _texts;

    /// <summary>Begins anew with some number of texts.</summary>
    public void Clear(int texts)
    {
        _texts = texts;
        if (_rows.Length < texts * vectors.Dimension)
            _rows = new float[(texts + texts / 2) * vectors.Dimension];
        _rows.AsSpan(0, texts * vectors.Dimension).Clear();
    }

    /// <summary>Begins a question about the same texts.</summary>
    public void Forget() => Array.Clear(_asked);

    /// <summary>Adds a word of the question.</summary>
    public void Ask(ReadOnlySpan<float> word, float rarity) => TensorPrimitives.MultiplyAdd(word, rarity, _asked, _asked);

    /// <summary>Makes a text's vector of its terms.</summary>
    public void Describe(int text, ReadOnlySpan<int> terms, float[] rarity)
    {
        var row = Row(text);
        foreach (var term in terms)
            vectors.AddScaled(term, rarity[term], row);
        Normalize(row);
    }

    /// <summary>Takes the mean of the first texts from all. Every text must be described.</summary>
    public void Center(int first)
    {
        Array.Clear(_mean);
        for (var text = 0; text < first; text++)
            TensorPrimitives.Add(_mean, Row(text), _mean);
        TensorPrimitives.Divide(_mean, first, _mean);
        for (var text = 0; text < _texts; text++)
        {
            TensorPrimitives.Subtract(Row(text), _mean, Row(text));
            Normalize(Row(text));
        }
    }

    /// <summary>Ends the question: the mean of the texts is taken from it too. False when it says nothing.</summary>
    public bool Asked()
    {
        if (!Normalize(_asked))
            return false;
        TensorPrimitives.Subtract<float>(_asked, _mean, _asked);
        return Normalize(_asked);
    }

    /// <summary>How near a text comes to the question.</summary>
    public float Cosine(int text) => TensorPrimitives.Dot(_asked, Row(text));

    /// <summary>Begins a group of texts with one.</summary>
    public void Gather(int text) => Row(text).CopyTo(_gathered);

    /// <summary>Adds a text to the group; -1 is none.</summary>
    public void Join(int text)
    {
        if (text >= 0)
            TensorPrimitives.Add(_gathered, Row(text), _gathered);
    }

    /// <summary>How near the group comes to the question.</summary>
    public float GatheredCosine() => Normalize(_gathered) ? TensorPrimitives.Dot<float>(_asked, _gathered) : 0;

    private Span<float> Row(int text) => _rows.AsSpan(text * vectors.Dimension, vectors.Dimension);

    private static bool Normalize(Span<float> vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (length < Nothing)
        {
            vector.Clear();
            return false;
        }

        TensorPrimitives.Divide(vector, length, vector);
        return true;
    }
}
