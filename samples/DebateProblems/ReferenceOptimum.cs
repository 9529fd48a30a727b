namespace AgentGrains.Samples.DebateProblems;

/// <summary>
/// The right answer of a problem without a solver and without a model: what is counted is tried out, number by number; what is not takes its
/// optimum in a corner, and all corners are looked at.
/// </summary>
public static class ReferenceOptimum
{
    private const double Tolerance = 1e-7;
    private const int MostTried = 2_000_000;

    /// <summary>Finds it.</summary>
    /// <exception cref="InvalidOperationException">There are too many numbers to try.</exception>
    public static Optimum Of(PlanningProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var rows = Rows(problem);
        var worth = problem.Items.Select(item => Units.Convert(item.Value, item.Money, "EUR") * (problem.Earns ? 1 : -1)).ToArray();
        var counted = Enumerable.Range(0, worth.Length).Where(i => problem.Items[i].Counted).ToArray();
        var free = Enumerable.Range(0, worth.Length).Except(counted).ToArray();

        // A direction of endless gain counts only where there is a point to start from.
        var endless = Corners.HasEndlessGain(rows, worth);
        if (endless && counted.Length > 0)
            throw new InvalidOperationException("Nothing bounds what is counted.");
        double? best = null;
        foreach (var tried in Tried(counted.Length == 0 ? [] : [.. counted.Select(i => Most(rows, worth, i))]))
        {
            var fixedPart = new double[worth.Length];
            for (var i = 0; i < tried.Length; i++)
                fixedPart[counted[i]] = tried[i];
            if (Best(rows, worth, free, fixedPart) is { } value && !(value <= best))
                best = value;
        }

        return best is not { } found ? new Optimum(OutcomeStatus.Infeasible)
            : endless ? new Optimum(OutcomeStatus.Unbounded)
            : new Optimum(OutcomeStatus.Solved, problem.Earns ? found : -found);
    }

    private static double? Best(List<Row> rows, double[] worth, int[] free, double[] fixedPart)
    {
        var gained = worth.Zip(fixedPart, (a, b) => a * b).Sum();
        var rest = rows.ConvertAll(row => new Row([.. free.Select(i => row.Uses[i])], row.Kind, row.Amount - row.Uses.Zip(fixedPart, (a, b) => a * b).Sum()));
        return free.Length == 0
            ? rest.TrueForAll(row => row.Holds([], Tolerance)) ? gained : null
            : Corners.Best(rest, [.. free.Select(i => worth[i])], Tolerance) + gained;
    }

    // All limits as rows of numbers in their own unit, with "at most" for what there is only so much of and "at least 0" for everything.
    private static List<Row> Rows(PlanningProblem problem)
    {
        var names = problem.Items.Select(item => item.Name).ToList();
        var rows = new List<Row>();
        foreach (var limit in problem.Limits)
        {
            var uses = new double[names.Count];
            foreach (var use in limit.Uses)
                uses[names.IndexOf(use.Item)] += Units.Convert(use.Amount, use.Unit, limit.Unit);
            rows.Add(new Row(uses, limit.Kind switch { "at most" => -1, "at least" => 1, _ => 0 }, limit.Amount));
        }

        for (var i = 0; i < names.Count; i++)
        {
            var uses = new double[names.Count];
            uses[i] = 1;
            rows.Add(new Row(uses, 1, 0));
            if (problem.Items[i].Most is { } most)
                rows.Add(new Row(uses, -1, most));
        }

        return rows;
    }

    // No use is negative: one limit that says "at most" or "exactly" bounds what it uses, and of what costs nobody takes more than fills every other limit alone.
    private static int Most(List<Row> rows, double[] worth, int item)
    {
        var upper = rows.Where(row => row.Kind <= 0 && row.Uses[item] > 0).Select(row => row.Amount / row.Uses[item]).DefaultIfEmpty(double.PositiveInfinity).Min();
        if (worth[item] <= 0)
            upper = Math.Min(upper, rows.Where(row => row.Kind >= 0 && row.Uses[item] > 0).Select(row => Math.Ceiling(row.Amount / row.Uses[item])).DefaultIfEmpty(0).Max());
        return double.IsFinite(upper) ? (int)Math.Floor(upper + Tolerance) : throw new InvalidOperationException("Nothing bounds what is counted.");
    }

    private static IEnumerable<int[]> Tried(int[] most)
    {
        if (most.Aggregate(1d, (all, one) => all * (one + 1)) > MostTried)
            throw new InvalidOperationException("There are too many numbers to try.");
        var current = new int[most.Length];
        while (true)
        {
            yield return current;
            var place = 0;
            while (place < most.Length && ++current[place] > most[place])
                current[place++] = 0;
            if (place == most.Length)
                yield break;
        }
    }
}
