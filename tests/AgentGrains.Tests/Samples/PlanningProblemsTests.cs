using AgentGrains.Optimization;
using AgentGrains.Samples.DebateProblems;
using Xunit;

namespace AgentGrains.Tests.Samples;

/// <summary>The problems: two ways to the right answer, traps that are traps, and teams that see no answer.</summary>
public sealed class PlanningProblemsTests
{
    public static TheoryData<int> Seeds => [1, 2, 3];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_right_answers_are_those_of_the_right_models(int seed)
    {
        using var family = new OptimizationFamily();
        using var verifier = new OptimizationVerifier();
        var problems = PlanningGenerator.Make(seed, 6);
        Assert.True(problems.Length >= 60);
        Assert.Equal(problems.Length, problems.Select(problem => problem.Problem.Text).Distinct().Count());
        foreach (var problem in problems)
        {
            var model = Formulation.Write(PlanningProblem.Read(problem.Problem.Text), Slips.None);
            var task = new DebateTask("t", OptimizationFamily.FamilyName, problem.Problem.Text) { Reference = problem.Reference };
            var outcome = await family.ExecuteAsync(task, model, TestContext.Current.CancellationToken);
            Assert.True(problem.IsRight(outcome), $"{problem.Problem.Id}: tried out {problem.Answer}, solved {outcome.Status} {outcome.Value}; {string.Join(' ', outcome.Remarks)}");
            var found = await verifier.VerifyAsync(task, model, outcome, TestContext.Current.CancellationToken);
            Assert.True(found.Verdict == Verdict.Verified, $"{problem.Problem.Id}: {found.Verdict}, {string.Join(' ', found.Reasons)}; {model}");
            Assert.Empty(ModelReview.Of(problem.Problem, model));
        }

        Assert.Contains(problems, problem => problem.Answer.Status == OutcomeStatus.Infeasible);
        Assert.Contains(problems, problem => problem.Answer.Status == OutcomeStatus.Unbounded);
    }

    [Fact]
    public async Task Every_trap_catches_somebody_and_is_found_in_the_model()
    {
        using var family = new OptimizationFamily();
        var problems = PlanningGenerator.Make(1, 6);
        foreach (var slip in SlipNames.All)
        {
            var caught = 0;
            foreach (var problem in problems)
            {
                var model = Formulation.Write(problem.Problem, slip);
                if (model == Formulation.Write(problem.Problem, Slips.None))
                    continue;
                Assert.All(ModelReview.Of(problem.Problem, model), found => Assert.Equal(slip, found.Slip));
                Assert.NotEmpty(ModelReview.Of(problem.Problem, model));
                var outcome = await family.ExecuteAsync(new DebateTask("t", OptimizationFamily.FamilyName, problem.Problem.Text), model, TestContext.Current.CancellationToken);
                Assert.NotEqual(OutcomeStatus.Failed, outcome.Status);
                caught += problem.IsRight(outcome) ? 0 : 1;
            }

            Assert.True(caught >= 6, $"{slip} changes the answer of {caught} problems only.");
        }
    }

    [Fact]
    public void Nothing_that_a_team_reads_holds_the_answer() => Assert.All(PlanningGenerator.Make(1, 2), problem =>
    {
        var read = PlanningProblem.Read(problem.Problem.Text);
        Assert.Equal(problem.Problem with { Id = "", Story = "" }, read, Same);
        Assert.DoesNotContain(FormattableString.Invariant($"{problem.Answer.Value:F2}"), problem.Problem.Text, StringComparison.Ordinal);
    });

    [Fact]
    public void The_corners_of_known_problems_are_known()
    {
        // Chvátal's first example: 5x+4y+3z with 2x+3y+z ≤ 5, 4x+y+2z ≤ 11, 3x+4y+2z ≤ 8 has the optimum 13.
        var chvatal = Problem(true, [5, 4, 3], ("at most", 5, [2, 3, 1]), ("at most", 11, [4, 1, 2]), ("at most", 8, [3, 4, 2]));
        Assert.Equal((OutcomeStatus.Solved, 13d), Of(chvatal));
        Assert.Equal((OutcomeStatus.Unbounded, 0d), Of(Problem(true, [1, 1, 0], ("at most", 5, [1, 0, 0]))));
        Assert.Equal((OutcomeStatus.Infeasible, 0d), Of(Problem(true, [1, 1, 0], ("at most", 5, [1, 0, 0]), ("at least", 6, [1, 0, 0]))));
        Assert.Equal((OutcomeStatus.Solved, 8d), Of(Problem(false, [2, 3, 9], ("exactly", 4, [1, 1, 1]))));

        static (OutcomeStatus, double) Of(PlanningProblem problem) => (ReferenceOptimum.Of(problem).Status, Math.Round(ReferenceOptimum.Of(problem).Value, 9));
    }

    private static PlanningProblem Problem(bool earns, double[] worth, params (string Kind, double Amount, double[] Uses)[] limits) => new(
        "p", "f", "", earns, [.. worth.Select((value, i) => new PlanningItem($"x{i}", "u", false, value, "EUR", null))],
        [.. limits.Select((limit, i) => new PlanningLimit($"l{i}", limit.Kind, limit.Amount, "u", false, [.. limit.Uses.Select((use, j) => new PlanningUse($"x{j}", use, "u"))]))]);

    private static bool Same(PlanningProblem a, PlanningProblem b) =>
        a with { Items = [], Limits = [] } == b with { Items = [], Limits = [] } && a.Items.SequenceEqual(b.Items)
        && a.Limits.Select(limit => limit with { Uses = [] }).SequenceEqual(b.Limits.Select(limit => limit with { Uses = [] }))
        && a.Limits.SelectMany(limit => limit.Uses).SequenceEqual(b.Limits.SelectMany(limit => limit.Uses));
}
