using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Channels;

/// <summary>One distinct word of a question.</summary>
/// <param name="Term">Its term in the index.</param>
/// <param name="Weight">Below 1 for words that questions are made of.</param>
/// <param name="IsName">It names a speaker.</param>
internal readonly record struct QuestionTerm(int Term, float Weight, bool IsName);

/// <summary>A record that is known by a name the question holds.</summary>
internal readonly record struct NamedRecord(int Ordinal, int Words);

/// <summary>What one question asks, in an index's own terms. Reused from search to search.</summary>
internal sealed class Question
{
    public List<QuestionTerm> Terms { get; } = [];

    /// <summary>Neighbouring terms, names left out.</summary>
    public List<(int First, int Second)> Pairs { get; } = [];

    public List<int> Speakers { get; } = [];

    public List<CalendarDate> Dates { get; } = [];

    public List<NamedRecord> Named { get; } = [];

    /// <summary>Summed weight of the words that no record holds.</summary>
    public float UnknownWeight { get; set; }

    /// <summary>It asks for a date or a duration.</summary>
    public bool AsksWhen { get; set; }

    public void Clear()
    {
        Terms.Clear();
        Pairs.Clear();
        Speakers.Clear();
        Dates.Clear();
        Named.Clear();
        UnknownWeight = 0;
        AsksWhen = false;
    }
}
