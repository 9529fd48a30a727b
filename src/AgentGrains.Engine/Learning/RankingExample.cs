namespace AgentGrains.Engine.Learning;

/// <summary>One question, its candidates' features, and which of the candidates answered it.</summary>
/// <remarks>Immutable once made; thread-safe.</remarks>
public sealed class RankingExample
{
    private readonly float[] _features;   // by column: feature, then candidate

    /// <summary>Makes an example.</summary>
    /// <param name="features">Column after column: all candidates' values of the first feature, then of the second, and so on.</param>
    /// <param name="candidates">Number of candidates.</param>
    /// <param name="useful">Positions of the candidates that answered the question; at least one.</param>
    /// <exception cref="ArgumentException">The features are no whole number of columns, or a position is out of range or missing.</exception>
    public RankingExample(float[] features, int candidates, IReadOnlyList<int> useful)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(useful);
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        if (features.Length == 0 || features.Length % candidates != 0)
            throw new ArgumentException($"{features.Length} values are no whole number of columns of {candidates}.", nameof(features));
        if (useful.Count == 0 || useful.Any(at => at < 0 || at >= candidates))
            throw new ArgumentException("Useful candidates must be among the candidates, and there must be one.", nameof(useful));
        (_features, Candidates, Useful) = (features, candidates, [.. useful]);
    }

    /// <summary>Number of candidates.</summary>
    public int Candidates { get; }

    /// <summary>Number of features.</summary>
    public int Features => _features.Length / Candidates;

    /// <summary>Positions of the candidates that answered the question.</summary>
    public IReadOnlyList<int> Useful { get; }

    /// <summary>All candidates' values of one feature.</summary>
    public ReadOnlySpan<float> Column(int feature) => _features.AsSpan(feature * Candidates, Candidates);
}
