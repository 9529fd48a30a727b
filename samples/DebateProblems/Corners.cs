namespace AgentGrains.Samples.DebateProblems;

/// <summary>A limit as numbers: Σ uses·x is at most (−1), exactly (0) or at least (1) the amount.</summary>
internal sealed record Row(double[] Uses, int Kind, double Amount)
{
    public bool Holds(double[] point, double tolerance)
    {
        var missing = Uses.Zip(point, (a, b) => a * b).Sum() - Amount;
        var slack = tolerance * (1 + Math.Abs(Amount));
        return Kind switch { < 0 => missing <= slack, > 0 => missing >= -slack, _ => Math.Abs(missing) <= slack };
    }
}

/// <summary>Linear problems by looking at every corner; for a handful of unknowns that are not negative.</summary>
internal static class Corners
{
    /// <summary>The largest worth over all corners that keep every row; null when there is none.</summary>
    public static double? Best(List<Row> rows, double[] worth, double tolerance)
    {
        double? best = null;
        foreach (var chosen in Choices(rows.Count, worth.Length, 0))
        {
            if (Meet([.. chosen.Select(i => rows[i])], worth.Length) is not { } corner || !rows.TrueForAll(row => row.Holds(corner, tolerance)))
                continue;
            var value = worth.Zip(corner, (a, b) => a * b).Sum();
            if (!(value <= best))
                best = value;
        }

        return best;
    }

    /// <summary>Whether one can go on for ever and gain: an edge of the cone of directions along which no row is ever broken, of positive worth.</summary>
    public static bool HasEndlessGain(List<Row> rows, double[] worth)
    {
        // Directions whose parts sum to one: a cone cut across has corners, one on each edge.
        var cone = rows.ConvertAll(row => row with { Amount = 0 });
        cone.Add(new Row([.. worth.Select(_ => 1d)], 0, 1));
        return Best(cone, worth, 1e-9) > 1e-9;
    }

    // The one point where all rows are exact; null when there is none or more than one.
    private static double[]? Meet(Row[] rows, int unknowns)
    {
        var table = rows.Select(row => row.Uses.Append(row.Amount).ToArray()).ToArray();
        for (var column = 0; column < unknowns; column++)
        {
            var pivot = Enumerable.Range(column, unknowns - column).MaxBy(i => Math.Abs(table[i][column]));
            if (Math.Abs(table[pivot][column]) < 1e-12)
                return null;
            (table[column], table[pivot]) = (table[pivot], table[column]);
            for (var i = 0; i < unknowns; i++)
            {
                if (i == column)
                    continue;
                var factor = table[i][column] / table[column][column];
                for (var j = column; j <= unknowns; j++)
                    table[i][j] -= factor * table[column][j];
            }
        }

        return [.. Enumerable.Range(0, unknowns).Select(i => table[i][unknowns] / table[i][i])];
    }

    private static IEnumerable<int[]> Choices(int of, int take, int from)
    {
        if (take == 0)
        {
            yield return [];
            yield break;
        }

        for (var i = from; i <= of - take; i++)
        {
            foreach (var rest in Choices(of, take - 1, i + 1))
                yield return [i, .. rest];
        }
    }
}
