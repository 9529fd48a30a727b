using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace AgentGrains.Silo;

/// <summary>Explains why a body could not be read: which field, and what it takes.</summary>
internal static partial class BodyFault
{
    /// <summary>What the caller is told.</summary>
    public static ProblemBody Explain(JsonException fault, JsonTypeInfo body)
    {
        var isSyntax = fault.InnerException is JsonException;
        var field = fault.Path is { Length: > 2 } path && !isSyntax ? path[2..] : null;
        return Problems.MalformedBody(field, Detail(fault, field, body));
    }

    private static string Detail(JsonException fault, string? field, JsonTypeInfo body) => fault switch
    {
        FieldValueException => fault.Message,
        { InnerException: JsonException } => $"The body is not valid JSON at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}.",
        { InnerException: InvalidOperationException inner } => $"The value of '{field}' cannot be read: {inner.Message}",
        _ when field is not null && UnknownField(field, body) is { } unknown => unknown,
        _ => $"The value of '{field ?? "the body"}' is missing, repeated or not of the type that /openapi/v1.json gives it.",
    };

    /// <summary>Follows the path through the body's types; where a name is not known, says which are.</summary>
    private static string? UnknownField(string field, JsonTypeInfo type)
    {
        foreach (Match step in Steps().Matches(field))
        {
            if (step.Value[0] == '[' && type.ElementType is { } element)
            {
                type = type.Options.GetTypeInfo(element);
                continue;
            }

            if (type.Kind != JsonTypeInfoKind.Object)
                return null;

            var name = step.Value.Trim('[', ']', '\'');
            var property = type.Properties.FirstOrDefault(candidate => candidate.Name == name);
            if (property is null)
                return $"There is no field '{name}' here; the fields are {string.Join(", ", type.Properties.Select(known => known.Name))}.";
            type = type.Options.GetTypeInfo(property.PropertyType);
        }

        return null;
    }

    [GeneratedRegex(@"\['[^']*'\]|\[\d+\]|[^.\[\]]+")]
    private static partial Regex Steps();
}
