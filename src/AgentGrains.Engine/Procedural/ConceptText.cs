using System.Collections.Immutable;
using System.Text;

namespace AgentGrains.Engine.Procedural;

/// <summary>The text that a concept is kept in: one labelled line for each part, read back without loss. Searching it is searching its cues.</summary>
/// <remarks>Thread-safe.</remarks>
public static class ConceptText
{
    private const string Mark = "::";

    /// <summary>Writes a concept. Line breaks within a part become spaces.</summary>
    public static string Write(Concept concept)
    {
        ArgumentNullException.ThrowIfNull(concept);
        var text = new StringBuilder();
        Line("concept", concept.Name);
        Line("kind", concept.Kind == ConceptKind.Structure ? "structure" : "routine");
        Line("subtype", concept.Subtype);
        Line("output", concept.Output);
        Line("about", concept.Description);
        foreach (var parameter in concept.Parameters)
            Line("takes", $"{Part(parameter.Name)} {Mark} {Part(parameter.Type)} {Mark} {Part(parameter.Description)}");
        Lines("cue", concept.Cues);
        Lines("do", concept.Implementation);
        Lines("used in", concept.UsedIn);
        return text.ToString().TrimEnd('\n');

        void Lines(string label, ImmutableArray<string> values)
        {
            foreach (var value in values)
                Line(label, value);
        }

        void Line(string label, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                text.Append(label).Append(": ").Append(Fold(value)).Append('\n');
        }
    }

    /// <summary>Reads a concept; null when the text is none.</summary>
    public static Concept? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Concept? concept = null;
        foreach (var line in text.Split('\n'))
        {
            if (line.IndexOf(": ", StringComparison.Ordinal) is not (> 0 and var colon))
                continue;
            var value = line[(colon + 2)..];
            concept = line[..colon] switch
            {
                "concept" when concept is null => new Concept { Name = value },
                "kind" => concept is null ? null : concept with { Kind = value == "routine" ? ConceptKind.Routine : ConceptKind.Structure },
                "subtype" => concept is null ? null : concept with { Subtype = value },
                "output" => concept is null ? null : concept with { Output = value },
                "about" => concept is null ? null : concept with { Description = value },
                "takes" => concept is null ? null : concept with { Parameters = concept.Parameters.Add(Parameter(value)) },
                "cue" => concept is null ? null : concept with { Cues = concept.Cues.Add(value) },
                "do" => concept is null ? null : concept with { Implementation = concept.Implementation.Add(value) },
                "used in" => concept is null ? null : concept with { UsedIn = concept.UsedIn.Add(value) },
                _ => concept,
            };
        }

        return concept;
    }

    internal static string Fold(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static ConceptParameter Parameter(string value)
    {
        var parts = value.Split(Mark);
        return new ConceptParameter(parts[0].Trim(), PartAt(1), PartAt(2));

        string? PartAt(int i) => i < parts.Length && parts[i].Trim() is { Length: > 0 } part ? part : null;
    }

    private static string Part(string? text) => Fold(text ?? "").Replace(Mark, ":", StringComparison.Ordinal);
}
