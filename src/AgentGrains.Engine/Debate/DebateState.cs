using System.Collections.Immutable;

namespace AgentGrains.Engine.Debate;

/// <summary>What the events of a debate add up to. The same events give the same state, whoever folds them and when.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed partial record DebateState
{
    /// <summary>No debate yet.</summary>
    public static DebateState Empty { get; } = new();

    /// <summary>What was asked for; null before the start.</summary>
    public DebateRequest? Request { get; private init; }

    /// <summary>What earlier debates say of the teams.</summary>
    public ImmutableArray<TeamReliability> Known { get; private init; } = [];

    /// <summary>When it started; the budget of seconds counts from here.</summary>
    public DateTimeOffset StartedAt { get; private init; }

    /// <summary>What was reached last.</summary>
    public DebatePhase Phase { get; private init; }

    /// <summary>The current round, 0 for first proposals.</summary>
    public int Round { get; private init; }

    /// <summary>Position of the last event.</summary>
    public long Sequence { get; private init; }

    /// <summary>Tokens spent.</summary>
    public long Tokens { get; private init; }

    /// <summary>Steps that ended in a fault.</summary>
    public int Faults { get; private init; }

    /// <summary>Every step's result.</summary>
    public ImmutableDictionary<DebateStep, StepResult> Results { get; private init; } = ImmutableDictionary<DebateStep, StepResult>.Empty;

    /// <summary>The outcomes of every round, grouped.</summary>
    public ImmutableArray<OutcomeComparison> Comparisons { get; private init; } = [];

    /// <summary>Why it ended without agreement; null while it did not.</summary>
    public ExhaustionCause? Cause { get; private init; }

    /// <summary>The decision; null before there is one.</summary>
    public DebateDecision? Decision { get; private init; }

    /// <summary>Whether the decision may be taught.</summary>
    public bool Admitted { get; private init; }

    /// <summary>Whether nothing more happens.</summary>
    public bool IsOver => Phase is DebatePhase.Stored or DebatePhase.Cancelled;

    /// <summary>The state as callers see it.</summary>
    public DebateStatus Status => new(Phase, Round, Tokens, Faults, Sequence, Decision);

    /// <summary>Folds a history.</summary>
    /// <exception cref="InvalidOperationException">An event does not fit what went before.</exception>
    public static DebateState Replay(IEnumerable<DebateEvent> events) => events.Aggregate(Empty, static (state, next) => state.Apply(next));

    /// <summary>What a team handed in last, up to a round; null when it never did.</summary>
    public (int Round, string Solution)? SolutionOf(string team, int round)
    {
        for (; round >= 0; round--)
        {
            var step = new DebateStep(round == 0 ? DebateStepKind.Propose : DebateStepKind.Revise, round, team);
            if (Results.TryGetValue(step, out var result) && result.Answer is { } answer)
                return (round, answer.Text);
        }

        return null;
    }

    /// <summary>Where a team stands: what it handed in last that was executed, and what came out.</summary>
    public TeamPosition PositionOf(string team)
    {
        for (var round = Round; round >= 0; round--)
        {
            if (Results.TryGetValue(new DebateStep(DebateStepKind.Execute, round, team), out var result))
                return new TeamPosition(team, SolutionOf(team, round)!.Value.Solution, result.Outcome ?? TeamOutcome.Failed(result.Fault!.Message));
        }

        return new TeamPosition(team, null, TeamOutcome.Failed("It handed in no solution."));
    }
}
