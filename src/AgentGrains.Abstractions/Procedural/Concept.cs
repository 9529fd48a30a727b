using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>
/// A reusable, parameterised idea distilled from solved problems (ArcMemo): when to think of it, what it takes, how it is carried out.
/// </summary>
/// <remarks>Immutable and thread-safe. Kept in procedural memory as a record of kind <see cref="MemoryKind.Concept"/>, whose text it is written in.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.Concept")]
public sealed record Concept
{
    /// <summary>Names it within its scope.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Whether it is a way things are, or a way things are done.</summary>
    [Id(1)] public ConceptKind Kind { get; init; }

    /// <summary>A finer kind of your own, such as "search"; null when unknown.</summary>
    [Id(2)] public string? Subtype { get; init; }

    /// <summary>The form of what it yields; null when unknown.</summary>
    [Id(3)] public string? Output { get; init; }

    /// <summary>What it is, in a sentence; null when unknown.</summary>
    [Id(4)] public string? Description { get; init; }

    /// <summary>What it takes. Names are distinct.</summary>
    [Id(5)] public ImmutableArray<ConceptParameter> Parameters { get; init; } = [];

    /// <summary>Signs that it is called for.</summary>
    [Id(6)] public ImmutableArray<string> Cues { get; init; } = [];

    /// <summary>How it is carried out, in steps or remarks.</summary>
    [Id(7)] public ImmutableArray<string> Implementation { get; init; } = [];

    /// <summary>Problems it was used in.</summary>
    [Id(8)] public ImmutableArray<string> UsedIn { get; init; } = [];
}

/// <summary>What a concept takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its form; null when unknown.</param>
/// <param name="Description">What it is for; null when unknown.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ConceptParameter")]
public sealed record ConceptParameter([property: Id(0)] string Name, [property: Id(1)] string? Type = null, [property: Id(2)] string? Description = null);

/// <summary>What a concept is.</summary>
/// <remarks>Written into texts by name.</remarks>
[GenerateSerializer, Alias("agentgrains.ConceptKind")]
public enum ConceptKind : byte
{
    /// <summary>A way things are: what to look for.</summary>
    Structure = 0,

    /// <summary>A way things are done.</summary>
    Routine = 1,
}
