using System.Text.Json;
using AgentGrains.Inference.Derivation;

namespace AgentGrains.Inference.Debate;

/// <summary>What the formulator answers.</summary>
internal sealed record FormulationAnswer(string Sets, string Parameters, string Variables, string Objective, string Constraints)
{
    private const int Most = 8_000;

    /// <exception cref="FormatException">A part is missing or too long.</exception>
    public string Read() => string.Join('\n',
        $"Sets: {Part(Sets, "sets")}", $"Parameters: {Part(Parameters, "parameters")}", $"Variables: {Part(Variables, "variables")}",
        $"Objective: {AnswerRules.Text(Objective ?? "", "objective", Most)}", $"Constraints: {Part(Constraints, "constraints")}");

    private static string Part(string? text, string what) => string.IsNullOrWhiteSpace(text) ? "none" : AnswerRules.Text(text, what, Most);
}

/// <summary>What the coder answers, and the debugger with what it found.</summary>
internal sealed record SolutionAnswer(JsonElement Solution, string? Diagnosis = null)
{
    /// <exception cref="FormatException">There is no solution of the form that was asked for.</exception>
    public string Read(bool isJson) => Solution.ValueKind switch
    {
        JsonValueKind.Object when isJson => Solution.GetRawText(),
        // Some models put JSON into quotes.
        JsonValueKind.String when isJson => Unquoted(Solution.GetString()!),
        JsonValueKind.String => AnswerRules.Text(Solution.GetString()!, "the solution", AnswerText.MaxLength),
        _ => throw new FormatException(isJson ? "the solution is no JSON object" : "the solution is no text"),
    };

    private static string Unquoted(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? text : throw new FormatException("the solution is no JSON object");
        }
        catch (JsonException)
        {
            throw new FormatException("the solution is no JSON object");
        }
    }
}

/// <summary>What the critic answers.</summary>
internal sealed record CritiqueAnswer(string[] Critique)
{
    private const int MostLines = 64;
    private const int MostOfLine = 2_000;

    /// <exception cref="FormatException">It says nothing, or too much.</exception>
    public string Read()
    {
        var lines = AnswerRules.Items(Critique, "critique", MostLines);
        return lines.Length == 0
            ? throw new FormatException("the critique is empty")
            : string.Join('\n', lines.Select(line => AnswerRules.Text(line, "a line of the critique", MostOfLine).ReplaceLineEndings(" ")));
    }
}
