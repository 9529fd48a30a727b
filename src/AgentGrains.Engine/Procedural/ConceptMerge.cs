using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace AgentGrains.Engine.Procedural;

/// <summary>
/// Joins what two problems taught about one concept (ArcMemo): what is known first stays, parameters are joined by name and the latest wins, cues,
/// implementation and uses are unions in order. Idempotent; commutative on the sets of cues, implementation and uses.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class ConceptMerge
{
    /// <summary>Concepts used in fewer problems are shortened when they are written out.</summary>
    public const int UsedOften = 2;

    /// <summary>Joins a concept with more about it.</summary>
    public static Concept Merge(Concept known, Concept more)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(more);
        return Normal(known) with
        {
            Subtype = known.Subtype ?? more.Subtype,
            Output = known.Output ?? more.Output,
            Description = known.Description ?? more.Description,
            Parameters = [.. known.Parameters.Concat(more.Parameters).Reverse().DistinctBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase).Reverse()
                .OrderBy(parameter => known.Parameters.Any(first => Same(first, parameter)) ? 0 : 1)],
            Cues = Union(known.Cues, more.Cues),
            Implementation = Union(known.Implementation, more.Implementation),
            UsedIn = Union(known.UsedIn, more.UsedIn),
        };
    }

    /// <summary>The same concept with parts that repeat each other left out.</summary>
    public static Concept Normal(Concept concept)
    {
        ArgumentNullException.ThrowIfNull(concept);
        return concept with
        {
            Cues = Union(concept.Cues, []),
            Implementation = Union(concept.Implementation, []),
            UsedIn = Union(concept.UsedIn, []),
        };
    }

    /// <summary>Writes concepts out for a model: structures, then routines; those used in fewer than two problems by name and description only.</summary>
    public static string Render(IEnumerable<Concept> concepts)
    {
        var text = new StringBuilder();
        foreach (var group in concepts.GroupBy(concept => concept.Kind).OrderBy(group => group.Key))
        {
            text.Append(group.Key == ConceptKind.Structure ? "## What to look for\n" : "## What to do\n");
            foreach (var concept in group.OrderByDescending(concept => concept.UsedIn.Length).ThenBy(concept => concept.Name, StringComparer.Ordinal))
                Append(text, concept);
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Append(StringBuilder text, Concept concept)
    {
        var takes = concept.Parameters.IsEmpty ? "" : $"({string.Join(", ", concept.Parameters.Select(parameter => parameter.Name))})";
        text.Append(CultureInfo.InvariantCulture, $"- {concept.Name}{takes}{(concept.Description is { } about ? $": {about}" : "")}\n");
        if (concept.UsedIn.Length < UsedOften)
            return;
        foreach (var cue in concept.Cues)
            text.Append(CultureInfo.InvariantCulture, $"  when {cue}\n");
        foreach (var step in concept.Implementation)
            text.Append(CultureInfo.InvariantCulture, $"  do {step}\n");
    }

    private static bool Same(ConceptParameter a, ConceptParameter b) => a.Name.Equals(b.Name, StringComparison.OrdinalIgnoreCase);

    private static ImmutableArray<string> Union(ImmutableArray<string> first, ImmutableArray<string> second) =>
    [
        .. first.Concat(second).Select(ConceptText.Fold).Where(value => value.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase),
    ];
}
