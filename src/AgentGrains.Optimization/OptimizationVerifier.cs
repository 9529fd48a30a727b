using System.Collections.Immutable;
using System.Text.Json;
using AgentGrains.Optimization.Models;
using AgentGrains.Optimization.Solving;

namespace AgentGrains.Optimization;

/// <summary>
/// Checks optimisation outcomes: solves the model again with another solver, checks units, and holds the result against the task's
/// reference. Without a reference nothing is confirmed: that a model is solved rightly does not make it the right model.
/// </summary>
/// <remarks>Thread-safe. A reference is JSON: <c>{"status": "optimal", "objective": 42, "unit": "EUR"}</c>; status may be infeasible or unbounded.</remarks>
public sealed class OptimizationVerifier(OptimizationOptions? options = null) : IOutcomeVerifier, IDisposable
{
    private const string Verifier = "or-tools";
    private const double SameOptimum = 1e-6;   // between two solvers

    private readonly OptimizationOptions _options = options ?? new OptimizationOptions();
    private readonly ModelSolver _solver = new(options ?? new OptimizationOptions());

    /// <inheritdoc/>
    public string Family => OptimizationFamily.FamilyName;

    /// <inheritdoc/>
    public async ValueTask<Verification> VerifyAsync(DebateTask task, string solution, TeamOutcome outcome, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(solution);
        ArgumentNullException.ThrowIfNull(outcome);
        OptimizationModel model;
        try
        {
            model = ModelReader.Read(solution, _options);
        }
        catch (ModelFormatException unusable)
        {
            return new Verification(Verdict.Refuted, Verifier, [unusable.Message]);
        }

        if (UnitCheck.Check(model) is { Count: > 0 } units)
            return new Verification(Verdict.Refuted, Verifier, [.. units]);
        var again = await _solver.SolveAsync(model, second: true, cancellationToken);
        if (again.Status == OutcomeStatus.Failed)
            return new Verification(Verdict.Unverified, Verifier, [.. again.Remarks]);
        if (again.Status != outcome.Status || (again.Objective is { } objective && !Near(objective, outcome.Value, SameOptimum)))
            return new Verification(Verdict.Unverified, Verifier, [$"Two solvers differ: {outcome.Status} {outcome.Value:R}, {again.Status} {again.Objective:R}."]);
        return task.Reference is null
            ? new Verification(Verdict.Unverified, Verifier, ["Solved rightly; there is no reference to tell whether it is the right model."])
            : AgainstReference(task.Reference, model, outcome);
    }

    /// <inheritdoc/>
    public void Dispose() => _solver.Dispose();

    private Verification AgainstReference(string text, OptimizationModel model, TeamOutcome outcome)
    {
        Reference reference;
        try
        {
            reference = JsonSerializer.Deserialize<Reference>(text, JsonSerializerOptions.Web) ?? new Reference(null, null, null);
        }
        catch (JsonException broken)
        {
            return new Verification(Verdict.Unverified, Verifier, [$"The reference cannot be read: {broken.Message}"]);
        }

        var expected = reference.Status switch
        {
            null or "optimal" when reference.Objective is not null => OutcomeStatus.Solved,
            "infeasible" => OutcomeStatus.Infeasible,
            "unbounded" => OutcomeStatus.Unbounded,
            _ => OutcomeStatus.Failed,
        };
        if (expected == OutcomeStatus.Failed)
            return new Verification(Verdict.Unverified, Verifier, ["The reference has no objective, and is neither infeasible nor unbounded."]);

        // What is expected is not said: reasons come back to whoever watches, and a lesson must not carry the answer.
        var reasons = ImmutableArray.CreateBuilder<string>();
        if (expected != outcome.Status)
            reasons.Add($"The status is not the reference's: {outcome.Status}.");
        else if (expected == OutcomeStatus.Solved && !Near(reference.Objective!.Value, outcome.Value, _options.Relative))
            reasons.Add("The objective is not the reference's.");
        if (reference.Unit is not null && !UnitExpression.Parse(reference.Unit).Equals(UnitExpression.Parse(model.ObjectiveUnit)))
            reasons.Add("The unit of the objective is not the reference's.");
        return reasons.Count == 0
            ? new Verification(Verdict.Verified, Verifier, ["Solved again by another solver, and as the reference says."])
            : new Verification(Verdict.Refuted, Verifier, reasons.ToImmutable());
    }

    private static bool Near(double a, double? other, double relative) =>
        other is { } b && Math.Abs(a - b) <= Math.Max(1e-6, relative * Math.Max(Math.Abs(a), Math.Abs(b)));

    private sealed record Reference(string? Status, double? Objective, string? Unit);
}
