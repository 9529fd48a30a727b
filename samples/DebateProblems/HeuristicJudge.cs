namespace AgentGrains.Samples.DebateProblems;

/// <summary>A judge who is blind to nothing, and like the teams overlooks one finding in five: chooses the model with the fewest.</summary>
/// <remarks>Thread-safe; the same step gives the same answer.</remarks>
public sealed class HeuristicJudge(int seed) : IDebateJudge
{
    private const double Notices = 0.8;

    /// <inheritdoc/>
    public string Name => "judge";

    /// <inheritdoc/>
    public ValueTask<TeamAnswer> JudgeAsync(DebateView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        var problem = PlanningProblem.Read(view.Task.Problem);
        var best = view.Others.Where(position => position.Outcome.IsComparable)
            .MinBy(position => ModelReview.Of(problem, position.Solution).Count(found => Draw.For(seed, Name, view.Task.Id, position.Team, found.Where) < Notices));
        var read = problem.Text.Length + view.Others.Sum(position => position.Solution?.Length ?? 0);
        return new(new TeamAnswer("It leaves out least of the data.", read / 4) { Choice = best?.Team });
    }
}
