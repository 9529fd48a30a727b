namespace AgentGrains.Engine.Fusion;

/// <summary>
/// Names the set of signals that a ranking weighs, so that what was learnt over one set is not used with another. Raise the edition whenever
/// a signal is added, removed or measured differently.
/// </summary>
internal static class RankingBasis
{
    private const int Edition = 1;

    /// <summary>Number of weights: one per signal, and the bridge's.</summary>
    public const int Size = Signals.Count + 1;

    /// <summary>The basis with or without word vectors; never 0.</summary>
    public static int Of(bool wordVectors) => 2 * Edition + (wordVectors ? 1 : 0);

    /// <summary>The shipped weights of a basis; null for one of another edition.</summary>
    public static float[]? ShippedWeights(int basis) =>
        basis == Of(false) ? RecallWeights.Default.ToVector() : basis == Of(true) ? RecallWeights.WithWordVectors.ToVector() : null;

    /// <summary>Names of the weights, in order.</summary>
    public static string NameOf(int weight) => weight == Signals.Count ? "graph" : Signals.All[weight].ToString().ToLowerInvariant();
}
