using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentGrains.Samples.DebateProblems;

/// <summary>Writes a problem's data down as a model, rightly or with slips.</summary>
public static class Formulation
{
    /// <summary>The model that somebody with these slips writes.</summary>
    public static string Write(PlanningProblem problem, Slips slips)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new JsonObject
        {
            ["sense"] = problem.Earns != slips.HasFlag(Slips.Sense) ? "maximize" : "minimize",
            ["variables"] = Array(problem.Items.Select(item => Variable(item, slips))),
            ["objective"] = new JsonObject
            {
                ["terms"] = Array(problem.Items.Select(item => Term(item, Amount(item.Value, item.Money, "EUR", slips), "EUR"))),
                ["unit"] = "EUR",
            },
            ["constraints"] = Array(problem.Limits.Where(limit => !(limit.Aside && slips.HasFlag(Slips.Aside))).Select(limit => Constraint(problem, limit, slips))),
        }.ToJsonString(JsonSerializerOptions.Web);
    }

    private static JsonObject Variable(PlanningItem item, Slips slips)
    {
        var variable = new JsonObject { ["name"] = item.Name, ["unit"] = item.Unit };
        if (item.Counted && !slips.HasFlag(Slips.Integrality))
            variable["type"] = "integer";
        if (item.Most is { } most && !slips.HasFlag(Slips.Bounds))
            variable["upper"] = most;
        return variable;
    }

    private static JsonObject Constraint(PlanningProblem problem, PlanningLimit limit, Slips slips) => new()
    {
        ["name"] = limit.Name,
        ["relation"] = limit.Kind switch { "at most" => "<=", "at least" => ">=", _ => "=" },
        ["right"] = limit.Amount,
        ["unit"] = limit.Unit,
        ["terms"] = Array(limit.Uses.Select(use => Term(problem.Item(use.Item), Amount(use.Amount, use.Unit, limit.Unit, slips), limit.Unit))),
    };

    private static JsonObject Term(PlanningItem item, double coefficient, string unit) =>
        new() { ["variable"] = item.Name, ["coefficient"] = coefficient, ["unit"] = $"{unit}/{item.Unit}" };

    // Whoever does not see the unit writes the number down with the unit that is expected there.
    private static double Amount(double amount, string from, string to, Slips slips) => slips.HasFlag(Slips.Units) ? amount : Units.Convert(amount, from, to);

    private static JsonArray Array(IEnumerable<JsonObject> items) => [.. items];
}
