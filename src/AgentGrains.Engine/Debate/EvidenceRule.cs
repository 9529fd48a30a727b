using System.Collections.Immutable;

namespace AgentGrains.Engine.Debate;

/// <summary>
/// Decides a debate by evidence: verified before unverified before refuted, solved before not, then the support of reliable teams.
/// Equal evidence decides nothing. Where a team stands in the request plays no part, except for who of an agreed group speaks.
/// </summary>
public static class EvidenceRule
{
    // Sums of means in another order differ in their last bits; that is no evidence.
    private const double SameSupport = 1e-9;

    /// <summary>The decision of a debate whose outcomes are verified.</summary>
    public static DebateDecision Decide(DebateState state)
    {
        var request = state.Request!;
        var groups = Weigh(state);
        var (chosen, reason) = state.Phase == DebatePhase.Agreed ? (groups[0], "The teams agree.") : Choose(state, groups);
        var decision = new DebateDecision
        {
            Agreed = state.Phase == DebatePhase.Agreed,
            Round = state.Comparisons.IsEmpty ? 0 : state.Comparisons[^1].Round,
            Reason = reason,
            Groups = chosen is null ? groups : [chosen, .. groups.Where(group => group != chosen)],
            Reliability = [.. request.Teams.Select(team => Reliability(state, team, chosen))],
        };
        if (chosen is null)
            return decision;
        var speaker = request.Teams.Where(chosen.Teams.Contains)
            .OrderBy(team => Rank(VerdictOf(state, team))).ThenByDescending(team => Prior(state, team).Mean).First();   // stable: first of the request
        var position = state.PositionOf(speaker);
        return decision with { Team = speaker, Solution = position.Solution, Outcome = position.Outcome, Verdict = VerdictOf(state, speaker) };
    }

    private static ImmutableArray<GroupEvidence> Weigh(DebateState state)
    {
        var request = state.Request!;
        return
        [
            .. OutcomeComparer.Group([.. request.Teams.Select(state.PositionOf)], request.Tolerance)
                .Select(group => new GroupEvidence(
                    group.Teams, group.Outcome, group.Teams.Select(team => VerdictOf(state, team)).MinBy(Rank),
                    group.Teams.Sum(team => Prior(state, team).Mean)))
                .OrderBy(group => Rank(group.Verdict)).ThenBy(group => Rank(group.Outcome)).ThenByDescending(group => group.Support),
        ];
    }

    private static (GroupEvidence? Chosen, string Reason) Choose(DebateState state, ImmutableArray<GroupEvidence> groups)
    {
        if (groups.IsEmpty)
            return (null, "No team has an outcome.");
        if (state.Cause == ExhaustionCause.Judge && Judged(state) is { } judged && groups.FirstOrDefault(group => group.Teams.Contains(judged.Choice!)) is { } chosen)
            return (chosen, $"The judge chose: {judged.Text}");
        if (state.Cause == ExhaustionCause.Vote)
        {
            var most = groups.Max(group => group.Teams.Length);
            if (groups.Where(group => group.Teams.Length == most).ToList() is [var majority])
                return (majority, $"{most} of {state.Request!.Teams.Length} teams voted for it.");
        }

        return groups.Length > 1 && Equal(groups[0], groups[1])
            ? (null, "Undecided: nothing speaks more for one outcome than for another.")
            : (groups[0], $"{groups[0].Verdict}, {groups[0].Outcome.Status}, support {groups[0].Support:F2}: more evidence than for any other.");
    }

    private static bool Equal(GroupEvidence a, GroupEvidence b) =>
        a.Verdict == b.Verdict && Rank(a.Outcome) == Rank(b.Outcome) && Math.Abs(a.Support - b.Support) <= SameSupport;

    private static TeamAnswer? Judged(DebateState state) =>
        state.Results.GetValueOrDefault(new DebateStep(DebateStepKind.Judge, state.Round, state.Request!.Judge!))?.Answer;

    private static Verdict VerdictOf(DebateState state, string team) =>
        state.Results.GetValueOrDefault(new DebateStep(DebateStepKind.Verify, state.Round, team))?.Verification?.Verdict ?? Verdict.Unverified;

    // What the request says of a team is the caller's own knowledge and comes first.
    private static TeamReliability Prior(DebateState state, string team) =>
        state.Request!.Reliability.FirstOrDefault(known => known.Team == team)
        ?? state.Known.FirstOrDefault(known => known.Team == team)
        ?? new TeamReliability(team);

    private static TeamReliability Reliability(DebateState state, string team, GroupEvidence? chosen) =>
        Prior(state, team).After(Finding(state, team, chosen));

    /// <summary>What a decided debate found about each team, in the order of the request.</summary>
    public static ImmutableArray<(string Team, Verdict Verdict)> Findings(DebateState state)
    {
        var chosen = state.Decision?.Team is null ? null : state.Decision.Groups[0];
        return [.. state.Request!.Teams.Select(team => (team, Finding(state, team, chosen)))];
    }

    // A team that was not checked itself is wrong when it says otherwise than what was confirmed.
    private static Verdict Finding(DebateState state, string team, GroupEvidence? chosen)
    {
        var own = VerdictOf(state, team);
        return own == Verdict.Unverified && chosen?.Verdict == Verdict.Verified && !chosen.Teams.Contains(team) ? Verdict.Refuted : own;
    }

    private static int Rank(Verdict verdict) => verdict switch { Verdict.Verified => 0, Verdict.Unverified => 1, _ => 2 };

    private static int Rank(TeamOutcome outcome) => outcome.Status == OutcomeStatus.Solved ? 0 : 1;
}
