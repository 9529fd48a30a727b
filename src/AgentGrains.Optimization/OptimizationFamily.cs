using System.Collections.Immutable;
using AgentGrains.Optimization.Models;
using AgentGrains.Optimization.Solving;

namespace AgentGrains.Optimization;

/// <summary>
/// Optimisation modelling: a team hands in a linear or mixed-integer model as JSON, never code; its outcome is the model's optimum. The form
/// is described in docs/debate.md.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class OptimizationFamily(OptimizationOptions? options = null) : IOutcomeFamily, ISolutionSteps, IDisposable
{
    /// <summary>The name of the family.</summary>
    public const string FamilyName = "optimization";

    /// <summary>The form of a solution, in words for a model of language.</summary>
    public const string SolutionForm = """
        A JSON object, a linear or mixed-integer model:
        {"sense": "maximize" or "minimize",
         "variables": [{"name": "x", "type": "continuous" or "integer" or "binary", "lower": 0, "upper": 10, "unit": "piece"}],
         "objective": {"terms": [{"variable": "x", "coefficient": 3, "unit": "EUR/piece"}], "constant": 0, "unit": "EUR"},
         "constraints": [{"name": "flour", "relation": "<=" or ">=" or "=", "right": 7.5, "unit": "kg",
                          "terms": [{"variable": "x", "coefficient": 2, "unit": "kg/piece"}]}]}
        A lower bound that is left out is 0, an upper bound that is left out is infinite, null is infinite either way. Numbers are numbers, not expressions.
        Every term that is added or compared must come out in the unit of its row. No other properties are known.
        """;

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
    /// <remarks>Sense, then variables, objective and constraints, each by name: one fact a step, however the model was written.</remarks>
    public ImmutableArray<string> StepsOf(string solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        try
        {
            return ModelSteps.Of(ModelReader.Read(solution, _options));
        }
        catch (ModelFormatException)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _solver.Dispose();
}
