using System.Collections.Immutable;
using AgentGrains.Optimization.Models;
using Google.OrTools.LinearSolver;

namespace AgentGrains.Optimization.Solving;

/// <summary>Solves a model, says why it is infeasible, and checks every solution against the model itself.</summary>
/// <remarks>Thread-safe. As many solves run at once as the machine has processors; the others wait.</remarks>
internal sealed class ModelSolver(OptimizationOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(Environment.ProcessorCount);

    /// <summary>Solves a model with one of two independent solvers.</summary>
    public async Task<Solution> SolveAsync(OptimizationModel model, bool second, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Solve(model, second, cancellationToken), cancellationToken);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();

    private Solution Solve(OptimizationModel model, bool second, CancellationToken cancellationToken)
    {
        using var run = SolverRun.Make(model, second, elastic: false);
        var status = run.Solve(options.TimeLimit, cancellationToken);
        return status switch
        {
            Solver.ResultStatus.OPTIMAL => Optimal(model, run.Values),
            Solver.ResultStatus.FEASIBLE => Solution.Failed($"Not solved to the end within {options.TimeLimit.TotalSeconds:N0} s."),
            Solver.ResultStatus.INFEASIBLE or Solver.ResultStatus.UNBOUNDED => WithoutOptimum(model, second, cancellationToken),
            _ => Solution.Failed($"The solver gave up ({status}), or did not end within {options.TimeLimit.TotalSeconds:N0} s."),
        };
    }

    private Solution Optimal(OptimizationModel model, double[] values)
    {
        var faults = SolutionCheck.Check(model, values, options.Feasibility);
        var objective = model.Objective.At(values);
        if (!double.IsFinite(objective))
            return Solution.Failed("The objective is not finite.");
        return faults.Count == 0
            ? new Solution(OutcomeStatus.Solved, objective, [])
            : Solution.Failed([.. faults]);
    }

    // Solvers do not always tell infeasible from unbounded. With slack in every constraint there is always an optimum: none is used
    // exactly when the model is feasible, and otherwise the constraints that use it are the reasons.
    private Solution WithoutOptimum(OptimizationModel model, bool second, CancellationToken cancellationToken)
    {
        using var run = SolverRun.Make(model, second, elastic: true);
        return run.Solve(options.TimeLimit, cancellationToken) switch
        {
            Solver.ResultStatus.OPTIMAL when Missed(model, run.Values) is { IsEmpty: false } missed => new Solution(OutcomeStatus.Infeasible, null, missed),
            Solver.ResultStatus.OPTIMAL => new Solution(OutcomeStatus.Unbounded, null, ["Feasible, and the objective can be improved without end."]),
            Solver.ResultStatus.INFEASIBLE => new Solution(OutcomeStatus.Infeasible, null, ["Bounds and integrality of the variables contradict each other."]),
            var status => Solution.Failed($"Neither optimum nor reason was found ({status})."),
        };
    }

    private ImmutableArray<string> Missed(OptimizationModel model, double[] values) =>
    [
        .. from constraint in model.Constraints
           let missed = constraint.MissedBy(values)
           where missed > options.Feasibility * (1 + Math.Abs(constraint.Right))
           select FormattableString.Invariant($"Infeasible: '{constraint.Name}' is missed by at least {missed:G6} when all are missed by as little as possible."),
    ];
}

/// <summary>What came out of a solve.</summary>
internal sealed record Solution(OutcomeStatus Status, double? Objective, ImmutableArray<string> Remarks)
{
    public static Solution Failed(params ImmutableArray<string> remarks) => new(OutcomeStatus.Failed, null, remarks);
}
