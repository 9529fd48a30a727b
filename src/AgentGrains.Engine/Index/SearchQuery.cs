namespace AgentGrains.Engine.Index;

/// <summary>One question to one index.</summary>
public readonly record struct SearchQuery
{
    /// <summary>Makes a question.</summary>
    /// <param name="text">The question, in words.</param>
    /// <param name="limit">Most hits to return, at least 1.</param>
    public SearchQuery(string text, int limit = 10)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        (Text, Limit) = (text, limit);
    }

    /// <summary>The question, in words.</summary>
    public string Text { get; }

    /// <summary>Most hits to return.</summary>
    public int Limit { get; }

    /// <summary>
    /// Which ordinals may be seen; null means all. A hidden record is never returned and lends its neighbours and its session
    /// nothing; only its share in how common a word is remains. Asked once per record and search.
    /// </summary>
    public Func<int, bool>? Visible { get; init; }

    /// <summary>What is added to a record's fused score, such as the logarithm of its trust; null adds nothing.</summary>
    public Func<int, float>? Prior { get; init; }

    /// <summary>The question's embedding; empty searches by words alone.</summary>
    public ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>The model that made <see cref="Vector"/>. Only vectors of the same model are compared with it.</summary>
    public string? Model { get; init; }

    /// <summary>Whether hits end before <see cref="Limit"/> where the rest is far below the best.</summary>
    public bool Adaptive { get; init; }

    /// <summary>Where <see cref="Adaptive"/> ends the hits.</summary>
    internal RecallCut Cut { get; init; } = RecallCut.Shipped;

    /// <summary>
    /// Cosines by ordinal that were computed elsewhere, not a number where there is no vector; then <see cref="Vector"/> is not used. Empty for none.
    /// </summary>
    internal ReadOnlyMemory<float> Cosines { get; init; }

    /// <summary>What is added to the weight of each signal, and last to the bridge's; empty for nothing.</summary>
    internal ReadOnlyMemory<float> Adjustment { get; init; }
}
