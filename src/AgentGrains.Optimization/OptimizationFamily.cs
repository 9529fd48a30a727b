using AgentGrains.Optimization.Models;
using AgentGrains.Optimization.Solving;

namespace AgentGrains.Optimization;

/// <summary>
/// Optimisation modelling: a team hands in a linear or mixed-integer model as JSON, never code; its outcome is the model's optimum. The form
/// is described in docs/debate.md.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class OptimizationFamily(OptimizationOptions? options = null) : IOutcomeFamily, IDisposable
{
    /// <summary>The name of the family.</summary>
    public const string FamilyName = "optimization";

    private readonly OptimizationOptions _options = options ?? new OptimizationOptions();
    private readonly ModelSolver _solver = new(options ?? new OptimizationOptions());

    /// <inheritdoc/>
    public string Name => FamilyName;

    /// <inheritdoc/>
    public async ValueTask<TeamOutcome> ExecuteAsync(DebateTask task, string solution, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(solution);
        OptimizationModel model;
        try
        {
            model = ModelReader.Read(solution, _options);
        }
        catch (ModelFormatException unusable)
        {
            return TeamOutcome.Failed(unusable.Message);
        }

        var solved = await _solver.SolveAsync(model, second: false, cancellationToken);
        return new TeamOutcome { Status = solved.Status, Value = solved.Objective, Remarks = [.. solved.Remarks, .. UnitCheck.Check(model)] };
    }

    /// <inheritdoc/>
    public void Dispose() => _solver.Dispose();
}
