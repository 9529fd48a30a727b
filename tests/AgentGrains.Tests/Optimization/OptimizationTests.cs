using AgentGrains.Optimization;
using AgentGrains.Optimization.Models;
using Xunit;

namespace AgentGrains.Tests.Optimization;

/// <summary>Models as data: what they give, what is refused, and what the verifier confirms.</summary>
public sealed class OptimizationTests
{
    private const string Bakery = """
        {"sense": "maximize",
         "variables": [{"name": "bread", "type": "integer", "upper": 10, "unit": "piece"}, {"name": "cake", "unit": "piece"}],
         "objective": {"terms": [{"variable": "bread", "coefficient": 3, "unit": "EUR/piece"}, {"variable": "cake", "coefficient": 1, "unit": "EUR/piece"}], "unit": "EUR"},
         "constraints": [{"name": "flour", "relation": "<=", "right": 7.5, "unit": "kg",
           "terms": [{"variable": "bread", "coefficient": 2, "unit": "kg/piece"}, {"variable": "cake", "coefficient": 1, "unit": "kg/piece"}]}]}
        """;

    private static readonly OptimizationFamily Family = new();
    private static readonly OptimizationVerifier Verifier = new();

    [Fact]
    public async Task A_mixed_integer_model_gives_its_optimum()
    {
        var outcome = await Execute(Bakery);
        Assert.Equal(OutcomeStatus.Solved, outcome.Status);
        Assert.Equal(10.5, outcome.Value!.Value, 1e-6);   // 3 breads and 1.5 cakes
        Assert.Empty(outcome.Remarks);
        Assert.Equal(11.25, (await Execute(Bakery.Replace("\"type\": \"integer\", ", "", StringComparison.Ordinal))).Value!.Value, 1e-6);
    }

    [Fact]
    public async Task Constants_repeated_terms_and_all_relations_count()
    {
        var outcome = await Execute("""
            {"sense": "minimize", "variables": [{"name": "x", "lower": null}, {"name": "y"}],
             "objective": {"terms": [{"variable": "x", "coefficient": 1}, {"variable": "x", "coefficient": 1}, {"variable": "y"}], "constant": 5},
             "constraints": [{"relation": "=", "right": 4, "terms": [{"variable": "x"}, {"variable": "y"}]},
                             {"relation": ">=", "right": -3, "terms": [{"variable": "x"}]}]}
            """);
        Assert.Equal(6, outcome.Value!.Value, 1e-6);   // x = -3, y = 7: 2·-3 + 7 + 5
    }

    [Theory]
    [InlineData("")]
    [InlineData(", \"type\": \"integer\"")]
    public async Task An_infeasible_model_says_which_constraints_are_in_the_way(string type)
    {
        var outcome = await Execute($$"""
            {"sense": "minimize", "variables": [{"name": "x"{{type}}}, {"name": "y"}], "objective": {"terms": [{"variable": "x"}]},
             "constraints": [{"name": "few", "relation": "<=", "right": 3, "terms": [{"variable": "x"}]},
                             {"name": "many", "relation": ">=", "right": 5, "terms": [{"variable": "x"}]},
                             {"name": "innocent", "relation": "<=", "right": 9, "terms": [{"variable": "y"}]}]}
            """);
        Assert.Equal(OutcomeStatus.Infeasible, outcome.Status);
        Assert.Contains(outcome.Remarks, remark => remark.Contains("few", StringComparison.Ordinal) || remark.Contains("many", StringComparison.Ordinal));
        Assert.DoesNotContain(outcome.Remarks, remark => remark.Contains("innocent", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(", \"type\": \"integer\"")]
    public async Task An_unbounded_model_is_not_taken_for_an_infeasible_one(string type)
    {
        var outcome = await Execute($$"""
            {"sense": "maximize", "variables": [{"name": "x"{{type}}}, {"name": "y"}], "objective": {"terms": [{"variable": "x"}]},
             "constraints": [{"relation": ">=", "right": 1, "terms": [{"variable": "x"}, {"variable": "y"}]}]}
            """);
        Assert.Equal(OutcomeStatus.Unbounded, outcome.Status);
    }

    [Theory]
    [InlineData("not JSON", "not JSON")]
    [InlineData("[]", "must be an object")]
    [InlineData("""{"sense": "minimize", "variables": [], "objective": {"terms": []}}""", "no variables")]
    [InlineData("""{"sense": "best", "variables": [{"name": "x"}], "objective": {"terms": []}}""", "sense")]
    [InlineData("""{"sense": "minimize", "variables": [{"name": "x"}, {"name": "x"}], "objective": {"terms": []}}""", "twice")]
    [InlineData("""{"sense": "minimize", "variables": [{"name": "x"}], "objective": {"terms": [{"variable": "y"}]}}""", "no variable")]
    [InlineData("""{"sense": "minimize", "variables": [{"name": "x"}], "objective": {"terms": [{"variable": "x", "coefficient": 1e999}]}}""", "finite")]
    [InlineData("""{"sense": "minimize", "variables": [{"name": "x"}], "objective": {"terms": [{"variable": "x", "coefficient": 1e16}]}}""", "finite")]
    [InlineData("""{"sense": "minimize", "variables": [{"name": "x"}], "objective": {"terms": [{"variable": "x", "coefficient": "NaN"}]}}""", "finite")]
    [InlineData("""{"sense": "minimize", "variables": [{"name": "x", "lower": 2, "upper": 1}], "objective": {"terms": []}}""", "lower bound")]
    [InlineData("""{"sense": "minimize", "variables": [{"name": "x"}], "objective": {"terms": []}, "code": "import os"}""", "'code' of the model is not known")]
    [InlineData("""{"sense": "minimize", "sense": "maximize", "variables": [{"name": "x"}], "objective": {"terms": []}}""", "not JSON")]
    [InlineData("""{"sense": "minimize", "variables": [{"name": "x"}], "objective": {"terms": []}, "constraints": [{"relation": "<", "right": 1, "terms": []}]}""", "relation")]
    public async Task What_is_no_model_is_refused_with_the_reason(string text, string reason)
    {
        var outcome = await Execute(text);
        Assert.Equal(OutcomeStatus.Failed, outcome.Status);
        Assert.Contains(reason, Assert.Single(outcome.Remarks), StringComparison.Ordinal);
        Assert.Equal(Verdict.Refuted, (await Verify(text, TeamOutcome.Solved(1), """{"objective": 1}""")).Verdict);
    }

    [Fact]
    public async Task A_model_of_a_million_variables_is_refused_before_it_is_solved()
    {
        Assert.Contains("more than 10,000 variables", Assert.Single((await Execute(Of(20_001))).Remarks), StringComparison.Ordinal);
        Assert.Contains("longer than", Assert.Single((await Execute(Of(1_000_000))).Remarks), StringComparison.Ordinal);

        static string Of(int variables) => $$$"""
            {"sense": "minimize", "objective": {"terms": []}, "variables": [{{{string.Join(',', Enumerable.Range(0, variables).Select(number => $$"""{"name":"x{{number}}"}"""))}}}]}
            """;
    }

    [Fact]
    public async Task Units_that_do_not_fit_are_told_to_the_teams_and_refuted_by_the_verifier()
    {
        var grams = Bakery.Replace("\"unit\": \"kg\"", "\"unit\": \"g\"", StringComparison.Ordinal);
        var outcome = await Execute(grams);
        Assert.Equal(10.5, outcome.Value!.Value, 1e-6);
        Assert.Contains(outcome.Remarks, remark => remark.Contains("'bread' in the constraint 'flour' is kg where g belongs", StringComparison.Ordinal));
        Assert.Equal(Verdict.Refuted, (await Verify(grams, outcome, """{"objective": 10.5}""")).Verdict);
    }

    [Theory]
    [InlineData("EUR/kg", "kg", "EUR")]
    [InlineData("m^2", "m^-1", "m")]
    [InlineData(null, "h", "h")]
    [InlineData("1/h", "h", "1")]
    public void Units_multiply(string? left, string right, string product) =>
        Assert.Equal(UnitExpression.Parse(product), UnitExpression.Parse(left) * UnitExpression.Parse(right));

    [Theory]
    [InlineData("""{"objective": 10.5}""", Verdict.Verified)]
    [InlineData("""{"objective": 10.5005, "unit": "EUR"}""", Verdict.Verified)]
    [InlineData("""{"objective": 10.52}""", Verdict.Refuted)]
    [InlineData("""{"objective": 10.5, "unit": "USD"}""", Verdict.Refuted)]
    [InlineData("""{"status": "infeasible"}""", Verdict.Refuted)]
    [InlineData("""{"status": "optimal"}""", Verdict.Unverified)]
    [InlineData("nonsense", Verdict.Unverified)]
    [InlineData(null, Verdict.Unverified)]
    public async Task Only_what_the_reference_says_is_confirmed(string? reference, Verdict verdict)
    {
        var verification = await Verify(Bakery, await Execute(Bakery), reference);
        Assert.Equal(verdict, verification.Verdict);
        Assert.NotEmpty(verification.Reasons);
    }

    [Fact]
    public async Task An_outcome_that_the_model_does_not_give_is_not_confirmed() =>
        Assert.Equal(Verdict.Unverified, (await Verify(Bakery, TeamOutcome.Solved(99), """{"objective": 99}""")).Verdict);

    [Theory]
    [InlineData("")]
    [InlineData(", \"type\": \"integer\"")]
    public async Task A_model_without_constraints_is_solved_by_both_solvers(string type)
    {
        var model = $$"""{"sense": "maximize", "variables": [{"name": "x", "upper": 3{{type}} }], "objective": {"terms": [{"variable": "x"}] } }""";
        Assert.Equal(Verdict.Verified, (await Verify(model, await Execute(model), """{"objective": 3}""")).Verdict);
    }

    [Fact]
    public async Task A_reference_that_says_infeasible_confirms_that()
    {
        const string Model = """
            {"sense": "minimize", "variables": [{"name": "x", "upper": 1}], "objective": {"terms": [{"variable": "x"}]},
             "constraints": [{"relation": ">=", "right": 2, "terms": [{"variable": "x"}]}]}
            """;
        Assert.Equal(Verdict.Verified, (await Verify(Model, await Execute(Model), """{"status": "infeasible"}""")).Verdict);
    }

    private static async Task<TeamOutcome> Execute(string model) =>
        await Family.ExecuteAsync(new DebateTask("t", OptimizationFamily.FamilyName, "p"), model, TestContext.Current.CancellationToken);

    private static async Task<Verification> Verify(string model, TeamOutcome outcome, string? reference) => await Verifier.VerifyAsync(
        new DebateTask("t", OptimizationFamily.FamilyName, "p") { Reference = reference }, model, outcome, TestContext.Current.CancellationToken);
}
