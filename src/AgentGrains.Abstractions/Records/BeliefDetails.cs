using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What makes a semantic record a typed belief.</summary>
/// <remarks>Immutable and thread-safe. Field numbers are persisted.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.BeliefDetails")]
public sealed record BeliefDetails
{
    /// <summary>A fact that holds everywhere.</summary>
    public static BeliefDetails Fact { get; } = new();

    /// <summary>What kind of belief it is.</summary>
    [Id(0)] public BeliefType Type { get; init; }

    /// <summary>
    /// The areas of life it applies to, such as "domain:code"; empty means all. A recall that names domains sees the beliefs of
    /// those domains and the ones that apply everywhere. Sorted, distinct.
    /// </summary>
    [Id(1)] public ImmutableArray<string> Domains { get; init; } = [];

    /// <summary>A finer kind within the type, such as "expertise" or "style" of a preference.</summary>
    [Id(2)] public string? Subtype { get; init; }

    /// <summary>A person wrote or corrected it; derivation never changes it.</summary>
    [Id(3)] public bool UserEdited { get; init; }

    /// <summary>When an open question was settled; null while it is open. A settled question is never recalled as current.</summary>
    [Id(4)] public DateTimeOffset? ResolvedAt { get; init; }
}

/// <summary>Kinds of belief.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.BeliefType")]
public enum BeliefType : byte
{
    /// <summary>A statement held to be true that is none of the others.</summary>
    Fact = 0,

    /// <summary>A person, thing, place or term, with the names it goes by.</summary>
    Entity = 1,

    /// <summary>How two or more entities stand to each other.</summary>
    Relation = 2,

    /// <summary>What somebody likes, wants or works by.</summary>
    Preference = 3,

    /// <summary>What was settled.</summary>
    Decision = 4,

    /// <summary>What is not settled yet.</summary>
    OpenQuestion = 5,

    /// <summary>Something that happened, told in one statement that stands alone.</summary>
    Event = 6,
}
