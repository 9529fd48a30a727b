using System.Globalization;

namespace AgentGrains.Benchmarks.Debate;

/// <summary>Solutions that are recorded values: executing one gives it back.</summary>
internal sealed class RecordedFamily : IOutcomeFamily
{
    public const string FamilyName = "recorded";
    private const string Nothing = "nothing";

    public string Name => FamilyName;

    public static string SolutionOf(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? Nothing;

    public static double? ValueOf(string solution) => solution == Nothing ? null : double.Parse(solution, CultureInfo.InvariantCulture);

    public ValueTask<TeamOutcome> ExecuteAsync(DebateTask task, string solution, CancellationToken cancellationToken) =>
        new(ValueOf(solution) is { } value ? TeamOutcome.Solved(value) : TeamOutcome.Failed("No value was recorded."));
}

/// <summary>Holds outcomes against the task's reference, the right value, at 1e-4.</summary>
internal sealed class GroundTruth : IOutcomeVerifier
{
    public const double Relative = 1e-4;

    public string Family => RecordedFamily.FamilyName;

    public ValueTask<Verification> VerifyAsync(DebateTask task, string solution, TeamOutcome outcome, CancellationToken cancellationToken)
    {
        if (task.Reference is null)
            return new(new Verification(Verdict.Unverified, "ground truth", ["The right value is not known."]));
        var truth = double.Parse(task.Reference, CultureInfo.InvariantCulture);
        var right = Math.Abs(outcome.Value!.Value - truth) <= Relative * Math.Max(Math.Abs(outcome.Value.Value), Math.Abs(truth));
        return new(new Verification(right ? Verdict.Verified : Verdict.Refuted, "ground truth", []));
    }
}
