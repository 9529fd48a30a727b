using AgentGrains.Optimization.Models;

namespace AgentGrains.Optimization.Solving;

/// <summary>Whether values keep a model's bounds, integrality and constraints: what a solver says is checked, not believed.</summary>
internal static class SolutionCheck
{
    /// <summary>What the values do not keep; empty when they keep everything.</summary>
    public static List<string> Check(OptimizationModel model, ReadOnlySpan<double> values, double tolerance)
    {
        var faults = new List<string>();
        for (var i = 0; i < values.Length; i++)
        {
            var (variable, value) = (model.Variables[i], values[i]);
            if (!double.IsFinite(value))
                faults.Add($"'{variable.Name}' is not finite.");
            else if (value < variable.Lower - tolerance * (1 + Math.Abs(variable.Lower)) || value > variable.Upper + tolerance * (1 + Math.Abs(variable.Upper)))
                faults.Add(FormattableString.Invariant($"'{variable.Name}' is {value:G9}, out of its bounds."));
            else if (variable.IsInteger && Math.Abs(value - Math.Round(value)) > tolerance)
                faults.Add(FormattableString.Invariant($"'{variable.Name}' is {value:G9}, and must be whole."));
        }

        foreach (var constraint in model.Constraints)
        {
            var missed = constraint.MissedBy(values);
            if (!(missed <= tolerance * (1 + Math.Abs(constraint.Right))))
                faults.Add(FormattableString.Invariant($"'{constraint.Name}' is missed by {missed:G6}."));
        }

        return faults;
    }
}
