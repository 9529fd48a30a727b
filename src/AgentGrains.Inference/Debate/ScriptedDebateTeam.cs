using System.Collections.Immutable;

namespace AgentGrains.Inference.Debate;

/// <summary>
/// A team whose solutions are given: for tests, for samples, and to replay a debate that was recorded. It never looks at the others.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="name">Its name.</param>
/// <param name="solutions">By task id: the solution of each round; the last one stands for all later rounds.</param>
public sealed class ScriptedDebateTeam(string name, IReadOnlyDictionary<string, ImmutableArray<string>> solutions) : IDebateTeam
{
    /// <inheritdoc/>
    public string Name => name;

    /// <summary>A team that does again what it did in a recorded debate.</summary>
    /// <param name="name">Its name there.</param>
    /// <param name="events">The events of the debate, from its start.</param>
    /// <exception cref="ArgumentException">The events have no start, or no solution of the team.</exception>
    public static ScriptedDebateTeam FromEvents(string name, IReadOnlyCollection<DebateEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var task = events.FirstOrDefault(happened => happened.Request is not null)?.Request!.Task.Id
            ?? throw new ArgumentException("The events have no start.", nameof(events));
        var byRound = events.Select(happened => happened.Result)
            .Where(result => result is { Answer: not null, Step.Kind: DebateStepKind.Propose or DebateStepKind.Revise } && result.Step.Team == name)
            .ToDictionary(result => result!.Step.Round, result => result!.Answer!.Text);
        if (byRound.Count == 0)
            throw new ArgumentException($"The team '{name}' handed in no solution.", nameof(events));

        // In a round in which it failed, it stood by what it had.
        var solutions = ImmutableArray.CreateBuilder<string>();
        for (var round = 0; round <= byRound.Keys.Max(); round++)
            solutions.Add(byRound.TryGetValue(round, out var solution) ? solution : solutions.Count > 0 ? solutions[^1] : byRound[byRound.Keys.Min()]);
        return new ScriptedDebateTeam(name, new Dictionary<string, ImmutableArray<string>> { [task] = solutions.ToImmutable() });
    }

    /// <inheritdoc/>
    public ValueTask<TeamAnswer> ProposeAsync(DebateView view, CancellationToken cancellationToken) => ReviseAsync(view, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TeamAnswer> CritiqueAsync(DebateView view, CancellationToken cancellationToken) => new(new TeamAnswer("Nothing to say."));

    /// <inheritdoc/>
    /// <exception cref="KeyNotFoundException">The script has no such task.</exception>
    public ValueTask<TeamAnswer> ReviseAsync(DebateView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        return solutions.TryGetValue(view.Task.Id, out var rounds) && !rounds.IsDefaultOrEmpty
            ? new(new TeamAnswer(rounds[Math.Min(view.Round, rounds.Length - 1)]))
            : throw new KeyNotFoundException($"The script of the team '{name}' has no task '{view.Task.Id}'.");
    }
}
