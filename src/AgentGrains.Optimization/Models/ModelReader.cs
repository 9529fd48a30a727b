using System.Collections.Immutable;
using System.Text.Json;

namespace AgentGrains.Optimization.Models;

/// <summary>Reads a model from JSON. Nothing is guessed: an unknown property, name or relation is an error.</summary>
internal static class ModelReader
{
    // Solvers take numbers from about 1e20 for infinite; far below, their arithmetic is lost already.
    private const double Largest = 1e15;
    private const int MaxName = 200;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <exception cref="ModelFormatException">The text is no usable model.</exception>
    public static OptimizationModel Read(string text, OptimizationOptions options)
    {
        if (text.Length > options.MaxLength)
            throw new ModelFormatException($"The model is longer than {options.MaxLength:N0} characters.");
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return Read(document.RootElement, options);
        }
        catch (JsonException broken)
        {
            throw new ModelFormatException($"The model is not JSON: {broken.Message}");
        }
    }

    private static OptimizationModel Read(JsonElement root, OptimizationOptions options)
    {
        Only(root, "the model", "sense", "variables", "objective", "constraints");
        var sense = Text(root, "sense", "the model");
        if (sense is not ("minimize" or "maximize"))
            throw new ModelFormatException($"The sense is minimize or maximize, not '{sense}'.");
        var variables = Items(root, "variables", "the model", options.MaxVariables, "variables").Select(ReadVariable).ToImmutableArray();
        if (variables.IsEmpty)
            throw new ModelFormatException("The model has no variables.");
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var variable in variables)
        {
            if (!places.TryAdd(variable.Name, places.Count))
                throw new ModelFormatException($"The variable '{variable.Name}' is defined twice.");
        }

        var terms = 0;
        var objective = root.TryGetProperty("objective", out var found) ? found : throw new ModelFormatException("The model has no objective.");
        Only(objective, "the objective", "terms", "constant", "unit");
        var expression = new LinearExpression(
            Terms(objective, "the objective", places, options, ref terms), OptionalNumber(objective, "constant", "the objective") ?? 0);
        var constraints = ImmutableArray.CreateBuilder<Constraint>();
        foreach (var item in root.TryGetProperty("constraints", out _) ? Items(root, "constraints", "the model", options.MaxConstraints, "constraints") : [])
            constraints.Add(ReadConstraint(item, constraints.Count, places, options, ref terms));
        return new OptimizationModel(sense == "maximize", variables, expression, OptionalText(objective, "unit", "the objective"), constraints.ToImmutable());
    }

    private static Variable ReadVariable(JsonElement item, int place)
    {
        var where = $"variable {place + 1}";
        Only(item, where, "name", "lower", "upper", "type", "unit");
        var name = Text(item, "name", where);
        where = $"the variable '{name}'";
        var type = OptionalText(item, "type", where) ?? "continuous";
        if (type is not ("continuous" or "integer" or "binary"))
            throw new ModelFormatException($"The type of {where} is continuous, integer or binary, not '{type}'.");
        var lower = Bound(item, "lower", where, 0, double.NegativeInfinity);
        var upper = Bound(item, "upper", where, double.PositiveInfinity, double.PositiveInfinity);
        if (type == "binary")
            (lower, upper) = (Math.Max(0, lower), Math.Min(1, upper));
        return lower <= upper
            ? new Variable(name, lower, upper, type != "continuous", OptionalText(item, "unit", where))
            : throw new ModelFormatException($"The lower bound of {where} is above its upper bound.");
    }

    private static Constraint ReadConstraint(JsonElement item, int place, Dictionary<string, int> places, OptimizationOptions options, ref int terms)
    {
        var where = $"constraint {place + 1}";
        Only(item, where, "name", "terms", "relation", "right", "unit");
        var name = OptionalText(item, "name", where) ?? where;
        where = $"the constraint '{name}'";
        var relation = Text(item, "relation", where) switch
        {
            "<=" => Relation.AtMost,
            ">=" => Relation.AtLeast,
            "=" => Relation.Equal,
            var other => throw new ModelFormatException($"The relation of {where} is <=, >= or =, not '{other}'."),
        };
        var right = OptionalNumber(item, "right", where) ?? throw new ModelFormatException($"There is no right side in {where}.");
        return new Constraint(name, new LinearExpression(Terms(item, where, places, options, ref terms), 0), relation, right, OptionalText(item, "unit", where));
    }

    private static ImmutableArray<Term> Terms(JsonElement parent, string where, Dictionary<string, int> places, OptimizationOptions options, ref int count)
    {
        var terms = ImmutableArray.CreateBuilder<Term>();
        foreach (var item in Items(parent, "terms", where, options.MaxTerms, "terms"))
        {
            if (++count > options.MaxTerms)
                throw new ModelFormatException($"The model has more than {options.MaxTerms:N0} terms.");
            Only(item, $"a term of {where}", "variable", "coefficient", "unit");
            var name = Text(item, "variable", $"a term of {where}");
            if (!places.TryGetValue(name, out var variable))
                throw new ModelFormatException($"'{name}' in {where} is no variable of the model.");
            var coefficient = OptionalNumber(item, "coefficient", $"the term '{name}' of {where}") ?? 1;
            terms.Add(new Term(variable, coefficient, OptionalText(item, "unit", where)));
        }

        return terms.ToImmutable();
    }

    private static List<JsonElement> Items(JsonElement parent, string property, string where, int most, string what)
    {
        if (!parent.TryGetProperty(property, out var items) || items.ValueKind != JsonValueKind.Array)
            throw new ModelFormatException($"'{property}' of {where} must be a list.");
        return items.GetArrayLength() <= most
            ? [.. items.EnumerateArray()]
            : throw new ModelFormatException($"The model has more than {most:N0} {what}.");
    }

    private static void Only(JsonElement item, string where, params ReadOnlySpan<string> known)
    {
        if (item.ValueKind != JsonValueKind.Object)
            throw new ModelFormatException($"{where} must be an object.");
        foreach (var property in item.EnumerateObject())
        {
            if (!known.Contains(property.Name))
                throw new ModelFormatException($"'{Short(property.Name)}' of {where} is not known; known are {string.Join(", ", known!)}.");
        }
    }

    private static string Text(JsonElement item, string property, string where) =>
        OptionalText(item, property, where) ?? throw new ModelFormatException($"There is no '{property}' in {where}.");

    private static string? OptionalText(JsonElement item, string property, string where)
    {
        if (!item.TryGetProperty(property, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return text.Length is > 0 and <= MaxName
            ? text
            : throw new ModelFormatException($"'{property}' of {where} must be a text of 1 to {MaxName} characters.");
    }

    private static double? OptionalNumber(JsonElement item, string property, string where)
    {
        if (!item.TryGetProperty(property, out var value))
            return null;
        // 1e999 is JSON, and infinite.
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Abs(number) <= Largest
            ? number
            : throw new ModelFormatException($"'{property}' of {where} must be a finite number of at most {Largest:0e0}.");
    }

    private static double Bound(JsonElement item, string property, string where, double missing, double absent) =>
        item.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Null ? absent : OptionalNumber(item, property, where) ?? missing;

    private static string Short(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
