namespace AgentGrains.Silo;

/// <summary>What makes a semantic memory a typed belief.</summary>
internal sealed record BeliefBody
{
    private static readonly string[] Types = [.. Enum.GetNames<BeliefType>().Select(Camel)];

    /// <summary>fact, entity, relation, preference, decision, openQuestion or event; a fact when left out.</summary>
    public string? Type { get; init; }

    /// <summary>The areas of life it applies to, such as domain:code; everywhere when left out.</summary>
    public IReadOnlyList<string?>? Domains { get; init; }

    /// <summary>A finer kind within the type.</summary>
    public string? Subtype { get; init; }

    /// <summary>A person wrote or corrected it; derivation never changes it.</summary>
    public bool? UserEdited { get; init; }

    /// <summary>When an open question was settled.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Writes the details.</summary>
    public static BeliefBody From(BeliefDetails belief) => new()
    {
        Type = Types[(int)belief.Type],
        Domains = belief.Domains.IsDefaultOrEmpty ? null : [.. belief.Domains],
        Subtype = belief.Subtype,
        UserEdited = belief.UserEdited ? true : null,
        ResolvedAt = belief.ResolvedAt,
    };

    /// <summary>Reads the details.</summary>
    /// <exception cref="InvalidMemoryException">A field is not valid.</exception>
    public BeliefDetails ToDetails(string path) => new()
    {
        Type = Type is null ? BeliefType.Fact : Array.IndexOf(Types, Type) is >= 0 and var type
            ? (BeliefType)type
            : throw new InvalidMemoryException($"{path}.type", $"'{Type}' is not a type of belief; the types are {string.Join(", ", Types)}."),
        Domains = [.. (Domains ?? []).Select((domain, i) => domain
            ?? throw new InvalidMemoryException($"{path}.domains[{i}]", "The domain is null; leave it out."))],
        Subtype = Subtype,
        UserEdited = UserEdited ?? false,
        ResolvedAt = ResolvedAt,
    };

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
