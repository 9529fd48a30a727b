using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Channels;

/// <summary>One distinct word of a question.</summary>
/// <param name="Term">Its term in the index.</param>
/// <param name="Weight">Below 1 for words that questions are made of.</param>
/// <param name="IsName">It names a speaker.</param>
internal readonly record struct QuestionTerm(int Term, float Weight, bool IsName);

/// <summary>One word of a question that means something by itself.</summary>
/// <param name="Term">Its term in the index, or below 0 when no record holds it.</param>
/// <param name="Weight">Below 1 for words that questions are made of.</param>
/// <param name="Number">Which of the question's word vectors is its own.</param>
internal readonly record struct QuestionWord(int Term, float Weight, int Number);

/// <summary>What one question asks, in an index's own terms. Reused from search to search.</summary>
internal sealed class Question
{
    private float[] _vectors = [];

    public List<QuestionTerm> Terms { get; } = [];

    /// <summary>Neighbouring terms, names left out.</summary>
    public List<(int First, int Second)> Pairs { get; } = [];

    /// <summary>The words that have a vector, names left out.</summary>
    public List<QuestionWord> Words { get; } = [];

    public List<int> Speakers { get; } = [];

    /// <summary>Terms of what it calls by a name; <c>Vocabulary.Unknown</c> stands for those that no record holds.</summary>
    public List<int> Things { get; } = [];

    public List<CalendarDate> Dates { get; } = [];

    /// <summary>Records known by a name the question holds, and how many of its words name them. Many may share one name.</summary>
    public Dictionary<int, int> Named { get; } = [];

    /// <summary>Summed weight of the words that no record holds.</summary>
    public float UnknownWeight { get; set; }

    /// <summary>It asks for a date or a duration.</summary>
    public bool AsksWhen { get; set; }

    /// <summary>It asks for several things.</summary>
    public bool AsksForSeveral { get; set; }

    /// <summary>The vector of one of the words.</summary>
    public ReadOnlySpan<float> VectorOf(QuestionWord word, int dimension) => _vectors.AsSpan(word.Number * dimension, dimension);

    /// <summary>Where the vector of the next word goes.</summary>
    public Span<float> NextVector(int dimension)
    {
        if (_vectors.Length < (Words.Count + 1) * dimension)
            Array.Resize(ref _vectors, (Words.Count + 8) * dimension);
        return _vectors.AsSpan(Words.Count * dimension, dimension);
    }

    public void Clear()
    {
        Words.Clear();
        Things.Clear();
        Terms.Clear();
        Pairs.Clear();
        Speakers.Clear();
        Dates.Clear();
        Named.Clear();
        UnknownWeight = 0;
        AsksWhen = false;
        AsksForSeveral = false;
    }
}
