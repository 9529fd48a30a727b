using System.Collections.Immutable;

namespace AgentGrains.Silo;

/// <summary>Concepts to learn, or learnt.</summary>
internal sealed record ConceptsBody
{
    /// <summary>The concepts.</summary>
    public IReadOnlyList<ConceptBody?>? Concepts { get; init; }

    /// <summary>Writes concepts.</summary>
    public static ConceptsBody From(ImmutableArray<Concept> concepts) => new() { Concepts = [.. concepts.Select(ConceptBody.From)] };

    /// <summary>The concepts that the body asks for.</summary>
    public ImmutableArray<Concept> ToConcepts() => [.. Required.Items("concepts", Concepts).Select(pair => pair.Item.ToConcept(pair.Field))];
}

/// <summary>A reusable idea: when to think of it, what it takes, how it is carried out.</summary>
internal sealed record ConceptBody
{
    /// <summary>Names it within its scope; what is known of one of the same name is joined with it.</summary>
    public string? Name { get; init; }

    /// <summary>structure (a way things are; the default) or routine (a way things are done).</summary>
    public string? Kind { get; init; }

    /// <summary>A finer kind of your own.</summary>
    public string? Subtype { get; init; }

    /// <summary>The form of what it yields.</summary>
    public string? Output { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public string? Description { get; init; }

    /// <summary>What it takes.</summary>
    public IReadOnlyList<ConceptParameterBody?>? Parameters { get; init; }

    /// <summary>Signs that it is called for.</summary>
    public IReadOnlyList<string?>? Cues { get; init; }

    /// <summary>How it is carried out.</summary>
    public IReadOnlyList<string?>? Implementation { get; init; }

    /// <summary>Problems it was used in.</summary>
    public IReadOnlyList<string?>? UsedIn { get; init; }

    /// <summary>Writes a concept.</summary>
    public static ConceptBody From(Concept concept) => new()
    {
        Name = concept.Name,
        Kind = EnumName.Of(concept.Kind),
        Subtype = concept.Subtype,
        Output = concept.Output,
        Description = concept.Description,
        Parameters = [.. concept.Parameters.Select(parameter => new ConceptParameterBody(parameter.Name, parameter.Type, parameter.Description))],
        Cues = [.. concept.Cues],
        Implementation = [.. concept.Implementation],
        UsedIn = [.. concept.UsedIn],
    };

    /// <summary>The concept that the body asks for.</summary>
    public Concept ToConcept(string field) => new()
    {
        Name = Required.Text($"{field}.name", Name),
        Kind = Kind is null ? ConceptKind.Structure : EnumName.Parse<ConceptKind>($"{field}.kind", Kind),
        Subtype = Subtype,
        Output = Output,
        Description = Description,
        Parameters = [.. Required.Items($"{field}.parameters", Parameters ?? [])
            .Select(pair => new ConceptParameter(Required.Text($"{pair.Field}.name", pair.Item.Name), pair.Item.Type, pair.Item.Description))],
        Cues = Texts($"{field}.cues", Cues),
        Implementation = Texts($"{field}.implementation", Implementation),
        UsedIn = Texts($"{field}.usedIn", UsedIn),
    };

    private static ImmutableArray<string> Texts(string field, IReadOnlyList<string?>? texts) => [.. Required.Items(field, texts ?? []).Select(pair => pair.Item)];
}

/// <summary>What a concept takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its form.</param>
/// <param name="Description">What it is for.</param>
internal sealed record ConceptParameterBody(string? Name, string? Type, string? Description);

/// <summary>A problem that concepts are wanted for.</summary>
internal sealed record ProblemQueryBody
{
    /// <summary>The problem, in words.</summary>
    public string? Problem { get; init; }

    /// <summary>Most concepts; 5 when left out.</summary>
    public int? Limit { get; init; }
}
