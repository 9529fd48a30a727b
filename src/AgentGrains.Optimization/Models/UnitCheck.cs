namespace AgentGrains.Optimization.Models;

/// <summary>Whether what is added and compared in a model has one unit. A model without units has nothing to check.</summary>
internal static class UnitCheck
{
    /// <summary>What does not fit; empty when all does.</summary>
    public static List<string> Check(OptimizationModel model)
    {
        var faults = new List<string>();
        try
        {
            Check("the objective", model.Objective, model.ObjectiveUnit, model, faults);
            foreach (var constraint in model.Constraints)
                Check($"the constraint '{constraint.Name}'", constraint.Left, constraint.Unit, model, faults);
        }
        catch (ModelFormatException wrong)
        {
            faults.Add(wrong.Message);
        }

        return faults;
    }

    private static void Check(string where, LinearExpression expression, string? declared, OptimizationModel model, List<string> faults)
    {
        var expected = declared is null ? null : UnitExpression.Parse(declared);
        foreach (var term in expression.Terms)
        {
            var variable = model.Variables[term.Variable];
            if (expected is null && term.Unit is null && variable.Unit is null)
                continue;
            var unit = UnitExpression.Parse(term.Unit) * UnitExpression.Parse(variable.Unit);
            expected ??= unit;
            if (!unit.Equals(expected))
                faults.Add($"Units: '{variable.Name}' in {where} is {unit} where {expected} belongs.");
        }
    }
}
