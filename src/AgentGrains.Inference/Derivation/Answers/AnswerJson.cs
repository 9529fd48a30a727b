using System.Text.Json;

namespace AgentGrains.Inference.Derivation;

/// <summary>Reads answers as JSON, strictly: no unknown, missing or double property, no number in quotes.</summary>
internal static class AnswerJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 8,
    };

    /// <summary>The schema of an answer.</summary>
    public static JsonElement Schema(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <exception cref="FormatException">The text is not the JSON that was asked for.</exception>
    public static TAnswer Read<TAnswer>(string text)
        where TAnswer : class
    {
        try
        {
            return JsonSerializer.Deserialize<TAnswer>(text, Options) ?? throw new FormatException("it is null");
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            // Its message may quote what people said: only the place is told on.
            var place = failure is JsonException { Path: { Length: > 1 } path } ? $" at {Excerpt.Of(path)}" : "";
            throw new FormatException($"it is not JSON of the form that was asked for{place}; it begins with '{Excerpt.Of(text)}'");
        }
    }
}
