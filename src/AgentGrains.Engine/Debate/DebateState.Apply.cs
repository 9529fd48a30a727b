namespace AgentGrains.Engine.Debate;

public sealed partial record DebateState
{
    /// <summary>The state after one more event.</summary>
    /// <exception cref="InvalidOperationException">The event does not fit: a step that is not due or has a result, or an event out of order.</exception>
    public DebateState Apply(DebateEvent happened)
    {
        if (happened.Sequence != Sequence + 1)
            throw Misfit(happened, $"it has sequence {happened.Sequence} after {Sequence}");
        return (happened.Kind switch
        {
            DebateEventKind.Started when Phase == DebatePhase.None => this with
            {
                Request = happened.Request ?? throw Misfit(happened, "it has no request"),
                StartedAt = happened.At,
                Known = happened.Known,
                Phase = DebatePhase.Started,
            },
            DebateEventKind.StepDone => Record(happened),
            DebateEventKind.Compared when Phase == DebatePhase.Executed => this with
            {
                Comparisons = Comparisons.Add(happened.Comparison ?? throw Misfit(happened, "it has no comparison")),
                Phase = DebatePhase.Compared,
            },
            DebateEventKind.Agreed when Phase == DebatePhase.Compared => this with { Phase = DebatePhase.Agreed },
            DebateEventKind.Exhausted when Phase is >= DebatePhase.Started and < DebatePhase.Agreed => this with
            {
                Phase = DebatePhase.Exhausted,
                Cause = happened.Cause,
            },
            DebateEventKind.Decided when Phase is DebatePhase.Agreed or DebatePhase.Exhausted && DebateMachine.StepsOf(this).IsEmpty => this with
            {
                Decision = happened.Decision ?? throw Misfit(happened, "it has no decision"),
                Phase = DebatePhase.Verified,
            },
            DebateEventKind.Stored when Phase == DebatePhase.Verified => this with { Phase = DebatePhase.Stored, Admitted = happened.Admitted },
            DebateEventKind.Cancelled when Phase != DebatePhase.None && !IsOver => this with { Phase = DebatePhase.Cancelled },
            _ => throw Misfit(happened, $"the debate is {Phase}"),
        }) with
        { Sequence = happened.Sequence };
    }

    private DebateState Record(DebateEvent happened)
    {
        var result = happened.Result ?? throw Misfit(happened, "it has no result");
        if (Results.ContainsKey(result.Step))
            throw Misfit(happened, $"step {result.Step.Id} has a result");
        if (!DebateMachine.StepsOf(this).Contains(result.Step))
            throw Misfit(happened, $"step {result.Step.Id} is not due in {Phase}");
        var next = this with
        {
            Results = Results.Add(result.Step, result),
            Tokens = Tokens + result.Cost,
            Faults = Faults + (result.Fault is null ? 0 : 1),
        };
        while (DebateMachine.StepsOf(next).IsEmpty && Following(next) is { } phase)
            next = next with { Phase = phase, Round = phase == DebatePhase.Revised ? next.Round + 1 : next.Round };
        return next;
    }

    // What a phase leads to by itself once its steps are done; the other phases wait for an event.
    private static DebatePhase? Following(DebateState state) => state.Phase switch
    {
        DebatePhase.Started => DebatePhase.Proposed,
        DebatePhase.Proposed or DebatePhase.Revised => DebatePhase.Executed,
        DebatePhase.Compared when DebateMachine.EndOf(state) is null => DebatePhase.Criticized,
        DebatePhase.Criticized => DebatePhase.Revised,
        _ => null,
    };

    private static InvalidOperationException Misfit(DebateEvent happened, string why) =>
        new($"The event {happened.Kind} does not fit: {why}.");
}
