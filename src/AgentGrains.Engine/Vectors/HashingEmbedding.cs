using System.IO.Hashing;
using System.Runtime.InteropServices;
using AgentGrains.Engine.Analysis;

namespace AgentGrains.Engine.Vectors;

/// <summary>
/// The embedding that needs no model: stems, neighbouring stem pairs and character 3- to 5-grams, hashed with signs into a
/// fixed number of components (K. Weinberger et al. 2009), sublinear in frequency, of unit length.
/// </summary>
/// <remarks>
/// It knows spelling, not meaning: useful for misspelt words and as a stand-in while a real model is away. Not thread-safe; the
/// same text gives the same vector on every machine.
/// </remarks>
public sealed class HashingEmbedding
{
    /// <summary>Components when nothing else is asked for.</summary>
    public const int DefaultDimension = 256;

    private const string ModelPrefix = "hashing-v1-";
    private const float WordWeight = 1f;
    private const float PairWeight = 0.5f;
    private const float GramWeight = 0.3f;

    private readonly TextFolder _folder = new();
    private readonly Dictionary<ulong, (float Weight, int Count)> _features = [];
    private readonly List<ulong> _order = [];
    private readonly char[] _word = new char[TermNormalizer.MaxStemmed + 2];

    /// <summary>Id of the model with <paramref name="dimension"/> components.</summary>
    public static string ModelId(int dimension = DefaultDimension) => ModelPrefix + dimension.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>True when <paramref name="model"/> names this embedding, of any dimension.</summary>
    public static bool IsModel(string? model) => model is not null && model.StartsWith(ModelPrefix, StringComparison.Ordinal);

    /// <summary>Embeds a text into all of <paramref name="destination"/>; false, and all zero, when the text holds no content word.</summary>
    public bool TryEmbed(string text, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfZero(destination.Length);
        destination.Clear();
        Collect(text);
        foreach (var feature in _order)
        {
            var (weight, count) = _features[feature];
            var value = weight * (1 + MathF.Log(count));
            destination[(int)((feature >> 1) % (ulong)destination.Length)] += (feature & 1) == 0 ? value : -value;
        }

        var squares = 0.0;
        foreach (var component in destination)
            squares += (double)component * component;
        if (squares == 0)
            return false;
        var factor = (float)(1 / Math.Sqrt(squares));
        foreach (ref var component in destination)
            component *= factor;
        return true;
    }

    private void Collect(string text)
    {
        _features.Clear();
        _order.Clear();
        var previous = 0UL;
        var tokens = new Tokenizer(_folder.Fold(text));
        while (tokens.MoveNext())
        {
            if (!TermNormalizer.TryNormalize(tokens.Current, tokens.Kind, _word.AsSpan(1), out var length))
                continue;
            var stem = Hash(_word.AsSpan(1, length), 1);
            Take(stem, WordWeight);
            if (previous != 0)
                Take(stem * 31 ^ previous, PairWeight);
            previous = stem;
            if (tokens.Kind == TokenKind.Word)
                TakeGrams(length);
        }
    }

    // Word boundaries are part of the grams: "<cat>" shares less with "concatenate" than "cat" would.
    private void TakeGrams(int length)
    {
        (_word[0], _word[length + 1]) = ('<', '>');
        var marked = _word.AsSpan(0, length + 2);
        for (var size = 3; size <= 5; size++)
        {
            for (var at = 0; at + size <= marked.Length; at++)
                Take(Hash(marked.Slice(at, size), 2), GramWeight);
        }
    }

    private void Take(ulong feature, float weight)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_features, feature, out var exists);
        if (!exists)
            _order.Add(feature);
        entry = (weight, entry.Count + 1);
    }

    private static ulong Hash(ReadOnlySpan<char> text, int seed) => XxHash64.HashToUInt64(MemoryMarshal.AsBytes(text), seed);
}
