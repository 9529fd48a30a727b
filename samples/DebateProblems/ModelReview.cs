using System.Text.Json;

namespace AgentGrains.Samples.DebateProblems;

/// <summary>Holds a model against the data of its problem: what of the data is not in it. Nobody's result is needed for that.</summary>
public sealed class ModelReview
{
    private const double Same = 1e-9;

    private readonly PlanningProblem _problem;
    private readonly JsonElement _model;

    private ModelReview(PlanningProblem problem, JsonElement model) => (_problem, _model) = (problem, model);

    /// <summary>What is wrong with a model, slip by slip with the place; empty when nothing is, or when the model cannot be read at all.</summary>
    public static IReadOnlyList<(Slips Slip, string Where)> Of(PlanningProblem problem, string? model)
    {
        ArgumentNullException.ThrowIfNull(problem);
        try
        {
            using var document = JsonDocument.Parse(model ?? "null");
            return [.. new ModelReview(problem, document.RootElement).Findings()];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return [];
        }
    }

    private IEnumerable<(Slips, string)> Findings()
    {
        if (_model.GetProperty("sense").GetString() != (_problem.Earns ? "maximize" : "minimize"))
            yield return (Slips.Sense, _problem.Earns ? "what is earned is to be large" : "what is spent is to be small");
        foreach (var item in _problem.Items)
        {
            var variable = Named("variables", item.Name);
            if (item.Counted && variable?.TryGetProperty("type", out _) != true)
                yield return (Slips.Integrality, $"there are only whole ones of '{item.Name}'");
            if (item.Most is { } most && variable?.TryGetProperty("upper", out _) != true)
                yield return (Slips.Bounds, FormattableString.Invariant($"there are at most {most:G6} {item.Unit} of '{item.Name}'"));
            if (!Has(_model.GetProperty("objective"), item.Name, Units.Convert(item.Value, item.Money, "EUR")))
                yield return (Slips.Units, $"what '{item.Name}' is worth is given in {item.Money}");
        }

        foreach (var limit in _problem.Limits)
        {
            if (Named("constraints", limit.Name) is not { } constraint)
                yield return (Slips.Aside, FormattableString.Invariant($"'{limit.Name}' is missing: {limit.Kind} {limit.Amount:G6} {limit.Unit}"));
            else if (limit.Uses.FirstOrDefault(use => !Has(constraint, use.Item, Units.Convert(use.Amount, use.Unit, limit.Unit))) is { } use)
                yield return (Slips.Units, $"'{limit.Name}' is in {limit.Unit}, and '{use.Item}' uses {use.Unit}");
        }
    }

    private JsonElement? Named(string list, string name)
    {
        foreach (var item in _model.GetProperty(list).EnumerateArray())
        {
            if (item.GetProperty("name").GetString() == name)
                return item;
        }

        return null;
    }

    private static bool Has(JsonElement expression, string variable, double coefficient) => expression.GetProperty("terms").EnumerateArray()
        .Any(term => term.GetProperty("variable").GetString() == variable && Math.Abs(term.GetProperty("coefficient").GetDouble() - coefficient) <= Same * Math.Max(1, Math.Abs(coefficient)));
}
