using AgentGrains.Optimization.Models;
using Google.OrTools.LinearSolver;
using Constraint = Google.OrTools.LinearSolver.Constraint;
using Variable = Google.OrTools.LinearSolver.Variable;

namespace AgentGrains.Optimization.Solving;

/// <summary>A model inside a native solver.</summary>
internal sealed class SolverRun : IDisposable
{
    private const double Gap = 1e-9;

    private readonly Solver _solver;
    private readonly Variable[] _variables;

    private SolverRun(Solver solver, Variable[] variables) => (_solver, _variables) = (solver, variables);

    /// <summary>The values that were found, in the order of the model's variables.</summary>
    public double[] Values => Array.ConvertAll(_variables, variable => variable.SolutionValue());

    /// <summary>Hands a model to a solver: GLOP or SCIP, as the second one CLP or CBC.</summary>
    /// <param name="model">The model.</param>
    /// <param name="second">Whether the second solver takes it.</param>
    /// <param name="elastic">Whether constraints may be missed at a price, which is then all that is minimised.</param>
    public static SolverRun Make(OptimizationModel model, bool second, bool elastic)
    {
        var name = (model.HasIntegers, second) switch { (false, false) => "GLOP", (false, true) => "CLP", (true, false) => "SCIP", _ => "CBC" };
        var solver = Solver.CreateSolver(name) ?? throw new InvalidOperationException($"The native library has no solver {name}.");
        try
        {
            var variables = model.Variables.Select(variable => variable.IsInteger
                ? solver.MakeIntVar(variable.Lower, variable.Upper, "")
                : solver.MakeNumVar(variable.Lower, variable.Upper, "")).ToArray();
            foreach (var constraint in model.Constraints)
                Add(solver, variables, constraint, elastic);
            // CLP does not solve a problem without rows; this one says nothing.
            solver.MakeConstraint(double.NegativeInfinity, double.PositiveInfinity, "").SetCoefficient(variables[0], 1);
            if (!elastic)
            {
                Set(model.Objective, variables, solver.Objective().GetCoefficient, solver.Objective().SetCoefficient);
                solver.Objective().SetOptimizationDirection(model.IsMaximized);
            }

            return new SolverRun(solver, variables);
        }
        catch
        {
            solver.Dispose();
            throw;
        }
    }

    public Solver.ResultStatus Solve(TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _solver.SetTimeLimit((long)limit.TotalMilliseconds);
        using var interrupt = cancellationToken.Register(() => _solver.InterruptSolve());
        // Left alone, a solver of integers stops within 1e-4 of the optimum, and two of them then differ.
        using var parameters = new MPSolverParameters();
        parameters.SetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, Gap);
        var status = _solver.Solve(parameters);
        cancellationToken.ThrowIfCancellationRequested();
        return status;
    }

    public void Dispose() => _solver.Dispose();

    private static void Add(Solver solver, Variable[] variables, Models.Constraint constraint, bool elastic)
    {
        var row = solver.MakeConstraint(
            constraint.Relation == Relation.AtMost ? double.NegativeInfinity : constraint.Right,
            constraint.Relation == Relation.AtLeast ? double.PositiveInfinity : constraint.Right, "");
        Set(constraint.Left, variables, row.GetCoefficient, row.SetCoefficient);
        if (!elastic)
            return;
        if (constraint.Relation != Relation.AtLeast)
            Slack(solver, row, -1);
        if (constraint.Relation != Relation.AtMost)
            Slack(solver, row, 1);
    }

    private static void Slack(Solver solver, Constraint row, double sign)
    {
        var slack = solver.MakeNumVar(0, double.PositiveInfinity, "");
        row.SetCoefficient(slack, sign);
        solver.Objective().SetCoefficient(slack, 1);
    }

    // A variable may come twice in one expression.
    private static void Set(LinearExpression expression, Variable[] variables, Func<Variable, double> get, Action<Variable, double> set)
    {
        foreach (var term in expression.Terms)
            set(variables[term.Variable], get(variables[term.Variable]) + term.Coefficient);
    }
}
