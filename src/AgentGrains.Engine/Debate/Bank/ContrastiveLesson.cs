using System.Collections.Immutable;

namespace AgentGrains.Engine.Debate.Bank;

/// <summary>Where two runs of one task part: the first step in which they differ (after Meta-Experience Learning's bifurcation point).</summary>
/// <param name="Place">Position of the step, from 0; the steps before it are the same.</param>
/// <param name="Wrong">The wrong run's step there; empty when it had ended.</param>
/// <param name="Right">The right run's step there; empty when it had ended.</param>
public readonly record struct ContrastiveLesson(int Place, string Wrong, string Right)
{
    /// <summary>Finds it; null when the runs are the same, which teaches nothing.</summary>
    public static ContrastiveLesson? Between(ImmutableArray<string> wrong, ImmutableArray<string> right)
    {
        for (var place = 0; place < Math.Max(wrong.Length, right.Length); place++)
        {
            var (a, b) = (StepAt(wrong, place), StepAt(right, place));
            if (!string.Equals(a, b, StringComparison.Ordinal))
                return new ContrastiveLesson(place, a, b);
        }

        return null;
    }

    /// <summary>The steps of a text that nobody knows to read otherwise: its lines, without what surrounds them.</summary>
    public static ImmutableArray<string> LinesOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    }

    private static string StepAt(ImmutableArray<string> steps, int place) => place < steps.Length ? steps[place] : "";
}
