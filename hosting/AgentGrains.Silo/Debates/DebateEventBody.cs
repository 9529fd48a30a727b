namespace AgentGrains.Silo;

/// <summary>One thing that happened in a debate.</summary>
internal sealed record DebateEventBody
{
    /// <summary>Position in the debate, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened: started, stepDone, compared, agreed, exhausted, decided, stored or cancelled.</summary>
    public required string Kind { get; init; }

    /// <summary>The step that is done, such as revise/2/red.</summary>
    public string? Step { get; init; }

    /// <summary>What a team or judge handed in or said.</summary>
    public string? Text { get; init; }

    /// <summary>Tokens that the step cost.</summary>
    public long? Tokens { get; init; }

    /// <summary>What came out of a solution.</summary>
    public OutcomeBody? Outcome { get; init; }

    /// <summary>What a verifier found: verified, refuted or unverified.</summary>
    public string? Verdict { get; init; }

    /// <summary>What went wrong in the step.</summary>
    public string? Fault { get; init; }

    /// <summary>Cases of earlier debates that the team was shown, by record, with their similarity.</summary>
    public IReadOnlyDictionary<string, float>? Shown { get; init; }

    /// <summary>Teams with equal outcomes, when they are compared.</summary>
    public IReadOnlyList<DebateGroupBody>? Groups { get; init; }

    /// <summary>Why it ended without agreement, was stopped, or was not kept.</summary>
    public string? Reason { get; init; }

    /// <summary>The decision.</summary>
    public DebateDecisionBody? Decision { get; init; }

    /// <summary>Whether the decision may be taught; at the end.</summary>
    public bool? Admitted { get; init; }

    /// <summary>Writes an event.</summary>
    public static DebateEventBody From(DebateEvent happened)
    {
        var result = happened.Result;
        return new DebateEventBody
        {
            Sequence = happened.Sequence,
            At = happened.At,
            Kind = DebateNames.Of(happened.Kind),
            Step = result?.Step.Id,
            Text = result?.Answer?.Text,
            Tokens = result is { Cost: > 0 } ? result.Cost : null,
            Outcome = OutcomeBody.From(result?.Outcome),
            Verdict = result?.Verification is { } found ? DebateNames.Of(found.Verdict) : null,
            Fault = result?.Fault is { } fault ? $"{DebateNames.Of(fault.Kind)}: {fault.Message}" : null,
            Shown = result is { Shown.IsDefaultOrEmpty: false } ? result.Shown.DistinctBy(item => item.Id).ToDictionary(item => item.Id.ToString(), item => item.Similarity) : null,
            Groups = happened.Comparison is { } comparison ? [.. comparison.Groups.Select(group => new DebateGroupBody(group.Teams, OutcomeBody.From(group.Outcome)!))] : null,
            Reason = happened.Kind == DebateEventKind.Exhausted ? DebateNames.Of(happened.Cause) : happened.Reason,
            Decision = happened.Decision is { } decision ? DebateDecisionBody.From(decision) : null,
            Admitted = happened.Kind == DebateEventKind.Stored ? happened.Admitted : null,
        };
    }
}
