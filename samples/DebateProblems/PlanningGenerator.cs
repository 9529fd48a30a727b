using System.Collections.Immutable;

namespace AgentGrains.Samples.DebateProblems;

/// <summary>Problems with their right answers, from a seed: every family in turn, as often as is asked for.</summary>
public static class PlanningGenerator
{
    /// <summary>Number of families.</summary>
    public static int Families => PlanningFamilies.All.Count;

    /// <summary>Makes problems, encounter by encounter: first one of each family, then the second of each, and so on.</summary>
    public static ImmutableArray<SolvedProblem> Make(int seed, int encounters)
    {
        var random = new Random(seed);
        return
        [
            .. from encounter in Enumerable.Range(1, encounters)
               from family in PlanningFamilies.All
               let problem = Make(family, $"{family.Name}-{encounter}", random)
               select new SolvedProblem(problem, encounter, ReferenceOptimum.Of(problem)),
        ];
    }

    private static PlanningProblem Make(PlanningFamily family, string id, Random random) => new(
        id, family.Name, family.Story, family.Earns,
        [.. family.Items.Select(item => new PlanningItem(item.Name, item.Unit, item.Counted, item.Value.At(random), item.Money, item.Most?.At(random)))],
        [
            .. family.Limits.Select(limit => new PlanningLimit(
                limit.Name, limit.Kind, limit.Amount.At(random), limit.Unit, limit.Aside,
                [.. limit.Uses.Select(use => new PlanningUse(use.Item, use.Amount.At(random), use.Unit))])),
        ]);
}

/// <summary>A problem with its right answer.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Encounter">Which of its family it is, from 1.</param>
/// <param name="Answer">The right answer.</param>
public sealed record SolvedProblem(PlanningProblem Problem, int Encounter, Optimum Answer)
{
    /// <summary>The answer as the verifier of the family optimization reads it.</summary>
    public string Reference => Answer.Status == OutcomeStatus.Solved
        ? FormattableString.Invariant($$"""{"status": "optimal", "objective": {{Answer.Value:R}}, "unit": "EUR"}""")
        : $$"""{"status": "{{(Answer.Status == OutcomeStatus.Infeasible ? "infeasible" : "unbounded")}}"}""";

    /// <summary>Whether an outcome is the right one, at 1e-4.</summary>
    public bool IsRight(TeamOutcome? outcome) => outcome is not null && outcome.Status == Answer.Status
        && (Answer.Status != OutcomeStatus.Solved || (outcome.Value is { } value && Math.Abs(value - Answer.Value) <= Math.Max(1e-6, 1e-4 * Math.Max(Math.Abs(value), Math.Abs(Answer.Value)))));
}

/// <summary>A right answer.</summary>
/// <param name="Status">Solved, infeasible or unbounded.</param>
/// <param name="Value">In EUR, when it is solved.</param>
public readonly record struct Optimum(OutcomeStatus Status, double Value = 0);
