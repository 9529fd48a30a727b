using System.Collections.Immutable;

namespace AgentGrains.Engine.Debate.Bank;

/// <summary>
/// What a decided debate teaches (the memories of Agora-Opt; lessons after Meta-Experience Learning). From a debate that a verifier
/// confirmed: the solution, what mended errors, how the disagreement was decided, and for each team that began otherwise the first step in
/// which it differs. From any other debate: one lesson that says what was tried and that it is not confirmed.
/// </summary>
public static class BankLearning
{
    private const int MaxRails = 8;
    private const int MaxRail = 300;

    /// <summary>The cases as drafts, whose keys are computed from the debate: writing them again changes nothing.</summary>
    /// <param name="state">A debate with a decision.</param>
    /// <param name="debate">Its id.</param>
    /// <param name="stepsOf">Reads a solution as steps.</param>
    /// <param name="limits">Limits of the memory that takes them.</param>
    public static ImmutableArray<MemoryDraft> DraftsOf(
        DebateState state, string debate, Func<string, ImmutableArray<string>> stepsOf, MemoryOptions limits)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(stepsOf);
        ArgumentNullException.ThrowIfNull(limits);
        var (request, decision) = (state.Request!, state.Decision!);
        var cases = decision is { Verdict: Verdict.Verified, Solution: { } solution }
            ? [Solution(request, solution), .. Debugs(state, stepsOf), .. Dispute(state), .. Lessons(state, solution, stepsOf)]
            : ImmutableArray.Create(NotConfirmed(state));
        var verifier = VerifierOf(state);
        return
        [
            .. cases.Select((item, number) => BankText.Write(item, request.Task.Family, limits) with
            {
                // A debate that was erased and started again under its id is another debate.
                Key = $"debate:{debate}:{state.StartedAt.UtcTicks:x}:{number}",
                Session = SessionOf(debate),
                Source = "debate",
                OccurredAt = state.StartedAt,
                Outcome = new Outcome(item.Verdict, verifier),
                Status = item.Verdict == Verdict.Verified ? EpistemicStatus.Active : EpistemicStatus.Exploratory,
            }),
        ];
    }

    /// <summary>The session that a debate's cases belong to; erasing the debate finds them by it.</summary>
    public static string SessionOf(string debate) => $"debate:{debate}";

    private static BankCase Solution(DebateRequest request, string solution) =>
        new() { Kind = BankCaseKind.Solution, Problem = request.Task.Problem, Right = solution, Verdict = Verdict.Verified };

    // A team whose solution could not be executed in one round and could in the next: the error, and the step that made the difference.
    private static IEnumerable<BankCase> Debugs(DebateState state, Func<string, ImmutableArray<string>> stepsOf) =>
        from team in state.Request!.Teams
        from round in Enumerable.Range(0, state.Round)
        let failed = OutcomeOf(state, team, round)
        let next = OutcomeOf(state, team, round + 1)
        where failed is { Status: OutcomeStatus.Failed } && next is { IsComparable: true }
        let step = ContrastiveLesson.Between(stepsOf(state.SolutionOf(team, round)!.Value.Solution), stepsOf(state.SolutionOf(team, round + 1)!.Value.Solution))
        select new BankCase
        {
            Kind = BankCaseKind.Debug,
            Problem = state.Request.Task.Problem,
            Wrong = string.Join(' ', failed.Remarks),
            Right = step is { } mended ? $"Instead of: {Or(mended.Wrong)}\nwrite: {Or(mended.Right)}" : "The same solution, executed again.",
            Verdict = Verdict.Verified,
        };

    private static IEnumerable<BankCase> Dispute(DebateState state)
    {
        if (state.Comparisons.IsEmpty || state.Comparisons[0].Groups.Length < 2)
            yield break;
        var arguments = ArgumentsOf(state);
        yield return new BankCase
        {
            Kind = BankCaseKind.Debate,
            Problem = state.Request!.Task.Problem,
            Wrong = string.Join("; ", state.Comparisons[0].Groups.Select(group => $"{string.Join(", ", group.Teams)}: {Describe(group.Outcome)}")),
            Right = arguments.IsEmpty ? state.Decision!.Reason : string.Join('\n', arguments),
            Guardrails = [.. arguments.SelectMany(said => ContrastiveLesson.LinesOf(said)).Distinct(StringComparer.Ordinal).Take(MaxRails).Select(line => BankText.Cut(line, MaxRail))],
            Verdict = Verdict.Verified,
        };
    }

    // What was said to the teams that came over to the confirmed outcome, in the round in which they did.
    private static ImmutableArray<string> ArgumentsOf(DebateState state)
    {
        var chosen = state.Decision!.Groups[0];
        var tolerance = state.Request!.Tolerance;
        return
        [
            .. (from round in Enumerable.Range(1, state.Round)
                from mover in chosen.Teams
                where OutcomeOf(state, mover, round) is { } now && OutcomeComparer.Same(now, chosen.Outcome, tolerance)
                    && !(OutcomeOf(state, mover, round - 1) is { } before && OutcomeComparer.Same(before, chosen.Outcome, tolerance))
                from speaker in state.Request.Teams
                where speaker != mover
                let said = state.Results.GetValueOrDefault(new DebateStep(DebateStepKind.Critique, round, speaker))?.Answer?.Text
                where said is not null
                select said).Distinct(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<BankCase> Lessons(DebateState state, string solution, Func<string, ImmutableArray<string>> stepsOf)
    {
        var right = stepsOf(solution);
        var chosen = state.Decision!.Groups[0].Outcome;
        return
        [
            .. (from team in state.Request!.Teams
                let first = state.SolutionOf(team, 0)
                where first is not null && !(OutcomeOf(state, team, 0) is { } began && OutcomeComparer.Same(began, chosen, state.Request.Tolerance))
                let lesson = ContrastiveLesson.Between(stepsOf(first.Value.Solution), right)
                where lesson is not null
                select lesson.Value).Distinct().Select(lesson => new BankCase
                {
                    Kind = BankCaseKind.Lesson,
                    Problem = state.Request!.Task.Problem,
                    Wrong = Or(lesson.Wrong),
                    Right = Or(lesson.Right),
                    Verdict = Verdict.Verified,
                }),
        ];
    }

    private static BankCase NotConfirmed(DebateState state)
    {
        var decision = state.Decision!;
        var groups = string.Join("; ", decision.Groups.Select(group => $"{string.Join(", ", group.Teams)}: {Describe(group.Outcome)}, {group.Verdict}"));
        return new BankCase
        {
            Kind = BankCaseKind.Lesson,
            Problem = state.Request!.Task.Problem,
            Wrong = $"Not confirmed by a verifier. {(groups.Length == 0 ? "No team had an outcome" : groups)}. {decision.Solution}",
            Guardrails = [.. state.Results.Values.Where(result => result.Verification is { Verdict: Verdict.Refuted })
                .SelectMany(result => result.Verification!.Reasons).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MaxRails).Select(reason => BankText.Cut(reason, MaxRail))],
            Verdict = decision.Verdict,
        };
    }

    private static string? VerifierOf(DebateState state) => state.Results.Values
        .Select(result => result.Verification?.Verifier).Where(name => !string.IsNullOrWhiteSpace(name)).Order(StringComparer.Ordinal).Select(name => BankText.Cut(name!, MaxRail)).FirstOrDefault();

    private static TeamOutcome? OutcomeOf(DebateState state, string team, int round)
    {
        for (; round >= 0; round--)
        {
            if (state.Results.TryGetValue(new DebateStep(DebateStepKind.Execute, round, team), out var result))
                return result.Outcome ?? TeamOutcome.Failed(result.Fault!.Message);
        }

        return null;
    }

    private static string Or(string step) => step.Length == 0 ? "(nothing more)" : step;

    private static string Describe(TeamOutcome outcome) =>
        outcome.Text ?? (outcome.Value is { } value ? FormattableString.Invariant($"{outcome.Status} {value:G9}") : $"{outcome.Status}");
}
