using System.Collections.Immutable;

namespace AgentGrains.Engine.Debate.Bank;

/// <summary>What of the bank a step is shown.</summary>
/// <param name="Kinds">Kinds of cases.</param>
/// <param name="Text">What they must be like.</param>
/// <param name="ByError">Whether cases are compared by their error, and not by their problem.</param>
internal readonly record struct BankQuery(ImmutableArray<BankCaseKind> Kinds, string Text, bool ByError = false)
{
    private static readonly ImmutableArray<BankCaseKind> All = [BankCaseKind.Solution, BankCaseKind.Debug, BankCaseKind.Debate, BankCaseKind.Lesson];
    private static readonly ImmutableArray<BankCaseKind> InDebate = [BankCaseKind.Debate, BankCaseKind.Lesson];

    /// <summary>The questions of a step; none for execution, judges and verifiers.</summary>
    public static ImmutableArray<BankQuery> Of(DebateStepCall work) => work.Step.Kind switch
    {
        DebateStepKind.Propose => [new BankQuery(All, work.Task.Problem)],
        DebateStepKind.Critique => [new BankQuery(InDebate, work.Task.Problem)],
        DebateStepKind.Revise when work.View.Own is { Solution: not null, Outcome.Status: OutcomeStatus.Failed } own =>
            [new BankQuery([BankCaseKind.Debug], string.Join(' ', own.Outcome.Remarks), ByError: true), new BankQuery([BankCaseKind.Lesson], work.Task.Problem)],
        DebateStepKind.Revise => [new BankQuery(InDebate, work.Task.Problem)],
        _ => [],
    };

    /// <summary>The most similar of what was found, each lesson once; equal ones in the order of their ids.</summary>
    public ImmutableArray<BankCase> Choose(IEnumerable<BankCase> found, int most, double least)
    {
        var (similarity, byError) = (new BankSimilarity(ByError ? ErrorSignature.Normalize(Text) : Text), ByError);
        return
        [
            .. found.Select(item => item with { Similarity = similarity.To(byError ? ErrorSignature.Normalize(item.Wrong) : item.Problem) })
                .Where(item => item.Similarity >= least)
                .OrderByDescending(item => item.Similarity).ThenBy(item => item.Id)
                .DistinctBy(item => item.Kind == BankCaseKind.Solution ? (item.Problem, item.Right) : (item.Wrong, item.Right))
                .Take(most),
        ];
    }
}
