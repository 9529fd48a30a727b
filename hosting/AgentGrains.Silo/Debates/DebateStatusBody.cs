namespace AgentGrains.Silo;

/// <summary>Where a debate stands.</summary>
/// <param name="Debate">Its id.</param>
/// <param name="Phase">What was reached last.</param>
/// <param name="Over">Whether it is over.</param>
/// <param name="Round">The current round.</param>
/// <param name="Tokens">Tokens spent.</param>
/// <param name="Faults">Steps that ended in a fault.</param>
/// <param name="Sequence">Position of the last event.</param>
/// <param name="Decision">The decision, when there is one.</param>
internal sealed record DebateStatusBody(
    string Debate, string Phase, bool Over, int Round, long Tokens, int Faults, long Sequence, DebateDecisionBody? Decision)
{
    /// <summary>Writes a status.</summary>
    public static DebateStatusBody From(string debate, DebateStatus status) => new(
        debate, DebateNames.Of(status.Phase), status.IsOver, status.Round, status.Tokens, status.Faults, status.Sequence,
        status.Decision is null ? null : DebateDecisionBody.From(status.Decision));
}

/// <summary>How a debate was decided.</summary>
/// <param name="Team">The team whose solution speaks; absent when the evidence decides nothing.</param>
/// <param name="Solution">Its solution.</param>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Verdict">What the verifier found: verified, refuted or unverified.</param>
/// <param name="Agreed">Whether the teams agreed.</param>
/// <param name="Round">The last round that was compared.</param>
/// <param name="Reason">Why this one.</param>
/// <param name="Groups">Teams with equal outcomes, the strongest first; the others are dissent.</param>
/// <param name="Reliability">Each team's share of right outcomes, expected after this debate.</param>
internal sealed record DebateDecisionBody(
    string? Team, string? Solution, OutcomeBody? Outcome, string Verdict, bool Agreed, int Round, string Reason,
    IReadOnlyList<DebateGroupBody> Groups, IReadOnlyDictionary<string, double> Reliability)
{
    /// <summary>Writes a decision.</summary>
    public static DebateDecisionBody From(DebateDecision decision) => new(
        decision.Team, decision.Solution, OutcomeBody.From(decision.Outcome), DebateNames.Of(decision.Verdict), decision.Agreed, decision.Round, decision.Reason,
        [.. decision.Groups.Select(group => new DebateGroupBody(group.Teams, OutcomeBody.From(group.Outcome)!, DebateNames.Of(group.Verdict), group.Support))],
        decision.Reliability.ToDictionary(known => known.Team, known => known.Mean, StringComparer.Ordinal));
}

/// <summary>Teams with equal outcomes.</summary>
/// <param name="Teams">The teams.</param>
/// <param name="Outcome">Their outcome.</param>
/// <param name="Verdict">The best finding about any of them; absent before they are verified.</param>
/// <param name="Support">Sum of their reliabilities; absent before the decision.</param>
internal sealed record DebateGroupBody(IReadOnlyList<string> Teams, OutcomeBody Outcome, string? Verdict = null, double? Support = null);

/// <summary>What came out of a solution.</summary>
/// <param name="Status">failed, solved, infeasible or unbounded.</param>
/// <param name="Value">The value, when it is a number.</param>
/// <param name="Text">The value, when it is a text.</param>
/// <param name="Remarks">Reasons and remarks.</param>
internal sealed record OutcomeBody(string Status, double? Value, string? Text, IReadOnlyList<string>? Remarks)
{
    /// <summary>Writes an outcome; null for none.</summary>
    public static OutcomeBody? From(TeamOutcome? outcome) => outcome is null ? null
        : new(DebateNames.Of(outcome.Status), outcome.Value, outcome.Text, outcome.Remarks.IsDefaultOrEmpty ? null : outcome.Remarks);
}
