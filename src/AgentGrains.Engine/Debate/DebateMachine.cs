using System.Collections.Immutable;

namespace AgentGrains.Engine.Debate;

/// <summary>What a debate does next, from its state and the time alone (after Agora-Opt's decentralised debate).</summary>
public static class DebateMachine
{
    /// <summary>The next move: steps to run, or an event to record; neither when it is over.</summary>
    public static DebateMove Next(DebateState state, DateTimeOffset now)
    {
        if (state.Phase == DebatePhase.None || state.IsOver)
            return new DebateMove { Steps = [] };
        if (state.Phase < DebatePhase.Agreed && now >= DeadlineOf(state))
            return Exhausted(ExhaustionCause.Time);
        if (StepsOf(state) is { IsEmpty: false } steps)
            return new DebateMove { Steps = steps };
        return state.Phase switch
        {
            DebatePhase.Executed => Record(new DebateEvent { Kind = DebateEventKind.Compared, Comparison = OutcomeComparer.Compare(state) }),
            DebatePhase.Compared when state.Comparisons[^1].Agreed => Record(new DebateEvent { Kind = DebateEventKind.Agreed }),
            DebatePhase.Compared => Exhausted(EndOf(state)!.Value),
            DebatePhase.Agreed or DebatePhase.Exhausted => Record(new DebateEvent { Kind = DebateEventKind.Decided, Decision = EvidenceRule.Decide(state) }),
            DebatePhase.Verified => Record(new DebateEvent { Kind = DebateEventKind.Stored, Admitted = state.Decision!.Verdict == Verdict.Verified }),
            _ => throw new InvalidOperationException($"A debate in {state.Phase} has nothing to do."),
        };
    }

    /// <summary>When the time of a debate is over.</summary>
    public static DateTimeOffset DeadlineOf(DebateState state) => state.StartedAt.AddSeconds(state.Request!.Budget.Seconds);

    /// <summary>Steps that are due and have no result, in a fixed order. They may run in any order, and at once.</summary>
    public static ImmutableArray<DebateStep> StepsOf(DebateState state)
    {
        if (state.Request is not { } request)
            return [];
        IEnumerable<DebateStep> due = state.Phase switch
        {
            DebatePhase.Started => request.Teams.Select(team => new DebateStep(DebateStepKind.Propose, 0, team)),
            DebatePhase.Proposed or DebatePhase.Revised => request.Teams
                .Where(team => state.SolutionOf(team, state.Round)?.Round == state.Round)
                .Select(team => new DebateStep(DebateStepKind.Execute, state.Round, team)),
            DebatePhase.Compared => OfComparison(state, request),
            DebatePhase.Criticized => request.Teams.Select(team => new DebateStep(DebateStepKind.Revise, state.Round + 1, team)),
            DebatePhase.Agreed or DebatePhase.Exhausted => request.Teams
                .Where(team => state.PositionOf(team).Outcome.IsComparable)
                .Select(team => new DebateStep(DebateStepKind.Verify, state.Round, team)),
            _ => [],
        };
        return [.. due.Where(step => !state.Results.ContainsKey(step))];
    }

    /// <summary>Why the debate ends after its last comparison, which did not agree; null when there is another round.</summary>
    internal static ExhaustionCause? EndOf(DebateState state) => state switch
    {
        { Request.Protocol: DebateProtocol.Judge } => ExhaustionCause.Judge,
        { Request.Protocol: DebateProtocol.MajorityVote } => ExhaustionCause.Vote,
        _ when state.Round >= state.Request!.Budget.Rounds => ExhaustionCause.Rounds,
        // What critiques cost does not end a round in the middle: revisions that were paid for are wanted.
        _ when TokensAtComparison(state) >= state.Request.Budget.Tokens => ExhaustionCause.Tokens,
        _ => null,
    };

    private static IEnumerable<DebateStep> OfComparison(DebateState state, DebateRequest request)
    {
        if (state.Comparisons[^1].Agreed)
            return [];
        return EndOf(state) switch
        {
            null => request.Teams.Select(team => new DebateStep(DebateStepKind.Critique, state.Round + 1, team)),
            ExhaustionCause.Judge => [new DebateStep(DebateStepKind.Judge, state.Round, request.Judge!)],
            _ => [],
        };
    }

    private static long TokensAtComparison(DebateState state) => state.Tokens - state.Results.Values
        .Where(result => result.Step is { Kind: DebateStepKind.Critique } step && step.Round == state.Round + 1)
        .Sum(result => result.Cost);

    private static DebateMove Exhausted(ExhaustionCause cause) => Record(new DebateEvent { Kind = DebateEventKind.Exhausted, Cause = cause });

    private static DebateMove Record(DebateEvent happened) => new() { Steps = [], Event = happened };
}

/// <summary>What a debate does next.</summary>
public readonly record struct DebateMove
{
    /// <summary>Steps to run; empty when an event is to be recorded.</summary>
    public ImmutableArray<DebateStep> Steps { get; init; }

    /// <summary>An event to record, without sequence and time; null when steps are to be run.</summary>
    public DebateEvent? Event { get; init; }

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsNone => Event is null && Steps.IsDefaultOrEmpty;
}
