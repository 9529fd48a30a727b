using System.Text.Json.Nodes;

namespace AgentGrains.Benchmarks.Locomo;

/// <summary>
/// What <see cref="RecallRequest.Adaptive"/> saves: evidence returned and found, beside what a fixed number of the same mean finds, and the fixed number
/// that finds as much (both interpolated between whole numbers).
/// </summary>
internal sealed class AdaptiveScores
{
    public const int Limit = 30;

    private readonly double[] _fixed = new double[Limit + 1];   // found, by number
    private double _returned, _found;
    private int _questions;

    /// <summary>Adds a question.</summary>
    /// <param name="evidence">The turns that hold its answer.</param>
    /// <param name="ranked">The turns recalled, best first.</param>
    /// <param name="adaptive">The turns recalled adaptively.</param>
    public void Add(IReadOnlyCollection<string> evidence, IReadOnlyList<string> ranked, IReadOnlyList<string> adaptive)
    {
        _questions++;
        _returned += adaptive.Count;
        _found += Found(evidence, adaptive);
        for (var number = 1; number <= Limit; number++)
            _fixed[number] += Found(evidence, [.. ranked.Take(number)]);
    }

    public JsonObject ToJson() => new()
    {
        ["limit"] = Limit,
        ["returned"] = Figures.Round(_returned / _questions),
        ["recall"] = Figures.Round(_found / _questions),
        ["recallOfFixed"] = Figures.Round(AtFixed(_returned / _questions) / _questions),
        ["fixedForSameRecall"] = Figures.Round(FixedFor(_found)),
    };

    private double AtFixed(double number)
    {
        var below = (int)number;
        return below >= Limit ? _fixed[Limit] : _fixed[below] + (number - below) * (_fixed[below + 1] - _fixed[below]);
    }

    private double FixedFor(double found)
    {
        var above = Math.Max(1, Array.FindIndex(_fixed, one => one >= found));
        return above - (_fixed[above] - found) / Math.Max(_fixed[above] - _fixed[above - 1], double.Epsilon);
    }

    private static double Found(IReadOnlyCollection<string> evidence, IReadOnlyList<string> turns) => evidence.Count(turns.Contains) / (double)evidence.Count;
}
