using System.Collections.Immutable;

namespace AgentGrains.Optimization.Models;

/// <summary>A model as a list of facts in an order of its own, so that two models can be compared step by step.</summary>
internal static class ModelSteps
{
    public static ImmutableArray<string> Of(OptimizationModel model) =>
    [
        model.IsMaximized ? "sense: maximize" : "sense: minimize",
        .. model.Variables.OrderBy(variable => variable.Name, StringComparer.Ordinal).Select(Describe),
        .. Terms("objective", model.Objective, model),
        .. model.Constraints.OrderBy(constraint => constraint.Name, StringComparer.Ordinal).SelectMany(constraint => Describe(constraint, model)),
    ];

    private static string Describe(Variable variable) => FormattableString.Invariant(
        $"variable {variable.Name}: {(variable.IsInteger ? "integer" : "continuous")}, from {variable.Lower:G9} to {variable.Upper:G9} {variable.Unit}").TrimEnd();

    private static IEnumerable<string> Describe(Constraint constraint, OptimizationModel model)
    {
        var relation = constraint.Relation switch { Relation.AtMost => "<=", Relation.AtLeast => ">=", _ => "=" };
        return Terms($"constraint {constraint.Name}", constraint.Left, model)
            .Prepend(FormattableString.Invariant($"constraint {constraint.Name}: {relation} {constraint.Right:G9} {constraint.Unit}").TrimEnd());
    }

    private static IEnumerable<string> Terms(string where, LinearExpression expression, OptimizationModel model) =>
        expression.Terms.Select(term => FormattableString.Invariant($"{where}, {model.Variables[term.Variable].Name}: {term.Coefficient:G9} {term.Unit}").TrimEnd())
            .Order(StringComparer.Ordinal);
}
