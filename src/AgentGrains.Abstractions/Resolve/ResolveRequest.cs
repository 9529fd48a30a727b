using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>Fields of a form, or parameters of a tool call, to be filled from what is believed.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.ResolveRequest")]
public sealed record ResolveRequest
{
    /// <summary>The scopes that may be used; all of one tenant, at least one. Where they disagree, the one named first wins.</summary>
    [Id(0)] public required ImmutableArray<Scope> Scopes { get; init; }

    /// <summary>The fields; at least one, at most 100, each with a name of its own.</summary>
    [Id(1)] public required ImmutableArray<FormField> Fields { get; init; }

    /// <summary>Whom the fields are about, as beliefs call them; null means that all beliefs must be about the same one.</summary>
    [Id(2)] public string? Subject { get; init; }

    /// <summary>Fill as memory stood at this time; null means now.</summary>
    [Id(3)] public DateTimeOffset? AsOf { get; init; }

    /// <summary>Fill with what held in the world at this time; null means the same time.</summary>
    [Id(4)] public DateTimeOffset? ValidAt { get; init; }

    /// <summary>Beliefs below this confidence are not used; 0 to 1.</summary>
    [Id(5)] public float MinConfidence { get; init; } = 0.5f;
}

/// <summary>One field to be filled.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.FormField")]
public sealed record FormField
{
    /// <summary>Its name, in any style: "home city", "homeCity", "home_city".</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>What it is for, in a sentence; helps when the name says little.</summary>
    [Id(1)] public string? Description { get; init; }

    /// <summary>The predicate of the slots to use, such as "lives in"; null means the one that the name calls for.</summary>
    [Id(2)] public string? Predicate { get; init; }

    /// <summary>It takes several values.</summary>
    [Id(3)] public bool Many { get; init; }

    /// <summary>The only values it takes; empty means any.</summary>
    [Id(4)] public ImmutableArray<string> Options { get; init; } = [];
}
