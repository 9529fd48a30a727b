using System.Collections.Immutable;

namespace AgentGrains.Engine.Debate;

/// <summary>What each step is given.</summary>
public static class DebateViews
{
    /// <summary>A step with all it needs.</summary>
    public static DebateStepCall CallOf(DebateState state, DebateStep step)
    {
        var request = state.Request!;
        return new DebateStepCall { Step = step, Task = request.Task, View = ViewOf(state, request, step), Bank = request.Bank };
    }

    private static DebateView ViewOf(DebateState state, DebateRequest request, DebateStep step)
    {
        var view = new DebateView { Task = request.Task with { Reference = null }, Round = step.Round, StepId = step.Id };
        return step.Kind switch
        {
            DebateStepKind.Propose => view,
            DebateStepKind.Execute => view with
            {
                Own = new TeamPosition(step.Team, state.SolutionOf(step.Team, step.Round)!.Value.Solution, TeamOutcome.Failed()),
            },
            DebateStepKind.Verify => view with { Own = state.PositionOf(step.Team) },
            DebateStepKind.Judge => view with { Others = Positions(request.Teams) },
            _ => view with
            {
                Own = state.PositionOf(step.Team),
                Others = Positions(request.Teams.Where(team => team != step.Team)),
                Critiques = step.Kind == DebateStepKind.Revise ? Critiques() : [],
            },
        };

        ImmutableArray<TeamPosition> Positions(IEnumerable<string> teams) => [.. OutcomeComparer.Ordered(teams.Select(state.PositionOf))];

        ImmutableArray<TeamCritique> Critiques() =>
        [
            .. request.Teams.Where(team => team != step.Team)
                .Select(team => state.Results.GetValueOrDefault(new DebateStep(DebateStepKind.Critique, step.Round, team)))
                .Where(result => result?.Answer is not null)
                .Select(result => new TeamCritique(result!.Step.Team, result.Answer!.Text))
                .OrderBy(critique => critique.Text, StringComparer.Ordinal).ThenBy(critique => critique.Team, StringComparer.Ordinal),
        ];
    }
}
