using System.Collections.Immutable;

namespace AgentGrains.Optimization.Models;

/// <summary>A linear or mixed-integer model as data. Every number is finite, every name is defined once.</summary>
internal sealed record OptimizationModel(
    bool IsMaximized, ImmutableArray<Variable> Variables, LinearExpression Objective, string? ObjectiveUnit, ImmutableArray<Constraint> Constraints)
{
    public bool HasIntegers => Variables.Any(variable => variable.IsInteger);
}

/// <summary>A decision variable. A bound that is infinite is <see cref="double.PositiveInfinity"/> or its negative.</summary>
internal sealed record Variable(string Name, double Lower, double Upper, bool IsInteger, string? Unit);

/// <summary>Σ coefficient·variable + constant.</summary>
internal sealed record LinearExpression(ImmutableArray<Term> Terms, double Constant)
{
    public double At(ReadOnlySpan<double> values)
    {
        var sum = Constant;
        foreach (var term in Terms)
            sum += term.Coefficient * values[term.Variable];
        return sum;
    }
}

/// <summary>A coefficient and the position of its variable.</summary>
internal readonly record struct Term(int Variable, double Coefficient, string? Unit);

/// <summary>An expression held against a number.</summary>
internal sealed record Constraint(string Name, LinearExpression Left, Relation Relation, double Right, string? Unit)
{
    /// <summary>By how much values miss it; 0 when they keep it.</summary>
    public double MissedBy(ReadOnlySpan<double> values)
    {
        var difference = Left.At(values) - Right;
        return Relation switch
        {
            Relation.AtMost => Math.Max(0, difference),
            Relation.AtLeast => Math.Max(0, -difference),
            _ => Math.Abs(difference),
        };
    }
}

/// <summary>How an expression is held against a number.</summary>
internal enum Relation
{
    AtMost,
    AtLeast,
    Equal,
}

/// <summary>The text is no usable model; the message says what is wrong and where.</summary>
internal sealed class ModelFormatException(string message) : Exception(message);
