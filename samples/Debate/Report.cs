using System.Globalization;
using AgentGrains.Samples.DebateProblems;
using Spectre.Console;

namespace AgentGrains.Samples.Debate;

/// <summary>Tells what happened in each debate: who began how, how often they argued, and what came out.</summary>
internal sealed class Report(string[] teams)
{
    private readonly Dictionary<string, (SolvedProblem Problem, IReadOnlyList<DebateEvent> Events)> _debates = new(StringComparer.Ordinal);

    /// <summary>Whether no debate admitted a wrong answer, and most ended with the right one.</summary>
    public bool AllRight => _debates.Values.All(debate => !debate.Events[^1].Admitted || debate.Problem.IsRight(Decision(debate.Events)?.Outcome))
        && _debates.Values.Count(debate => debate.Events[^1].Admitted) * 2 > _debates.Count;

    public void Add(SolvedProblem problem, IReadOnlyList<DebateEvent> events) => _debates[problem.Problem.Id] = (problem, events);

    /// <summary>Prints a table of some problems, and an argument from the first dispute among them.</summary>
    public void Print(IReadOnlyList<SolvedProblem> problems)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("what each team began with (✓ right), and what was decided");
        foreach (var name in (IEnumerable<string>)["problem", .. teams, "rounds", "decided", "admitted"])
            table.AddColumn(new TableColumn(name).NoWrap());
        foreach (var problem in problems)
            table.AddRow([.. Row(problem).Select(cell => Markup.FromInterpolated($"{cell}"))]);
        AnsiConsole.Write(table);
        var rounds = problems.Average(problem => Decision(_debates[problem.Problem.Id].Events)?.Round ?? 0);
        AnsiConsole.MarkupLineInterpolated($"  {rounds:F1} rounds of argument on average.");
        if (Argument(problems) is { } said)
            AnsiConsole.MarkupLineInterpolated($"  [grey]An argument that decided: {said}[/]");
    }

    private IEnumerable<string> Row(SolvedProblem problem)
    {
        var events = _debates[problem.Problem.Id].Events;
        yield return problem.Problem.Id;
        foreach (var team in teams)
        {
            var first = events.Select(happened => happened.Result).FirstOrDefault(result => result?.Step == new DebateStep(DebateStepKind.Execute, 0, team))?.Outcome;
            yield return Marked(problem, first);
        }

        var decision = Decision(events);
        yield return $"{decision?.Round ?? 0}";
        yield return Marked(problem, decision?.Outcome);
        yield return events[^1].Admitted ? "yes" : "no";
    }

    private static string Marked(SolvedProblem problem, TeamOutcome? outcome) => $"{Describe(outcome)}{(problem.IsRight(outcome) ? " ✓" : "")}";

    private string? Argument(IReadOnlyList<SolvedProblem> problems) => problems
        .SelectMany(problem => _debates[problem.Problem.Id].Events)
        .Where(happened => happened.Result is { Step.Kind: DebateStepKind.Critique, Answer: not null })
        .Select(happened => $"{happened.Result!.Step.Team} to {happened.Result.Answer!.Text.Split('\n')[0]}")
        .FirstOrDefault(said => teams.Any(team => said.Contains($" to {team}: ", StringComparison.Ordinal)));

    private static DebateDecision? Decision(IReadOnlyList<DebateEvent> events) => events.Select(happened => happened.Decision).FirstOrDefault(decision => decision is not null);

    private static string Describe(TeamOutcome? outcome) => outcome switch
    {
        null => "nothing",
        { Status: OutcomeStatus.Solved, Value: { } value } => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => outcome.Status.ToString().ToLowerInvariant(),
    };
}
