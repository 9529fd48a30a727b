using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>A question to one or more scopes of a tenant.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.RecallRequest")]
public sealed record RecallRequest
{
    /// <summary>The question, in words.</summary>
    [Id(0)] public required string Query { get; init; }

    /// <summary>The scopes to search; all of one tenant, at least one, at most <see cref="RecallOptions.MaxScopes"/>.</summary>
    [Id(1)] public required ImmutableArray<Scope> Scopes { get; init; }

    /// <summary>Most evidence to return, from 1 to <see cref="RecallOptions.MaxLimit"/>.</summary>
    [Id(2)] public int Limit { get; init; } = 10;

    /// <summary>Size of the assembled context in tokens, at least 1; see <see cref="RecallResult.Tokens"/> for how they are counted.</summary>
    [Id(3)] public int TokenBudget { get; init; } = 2000;

    /// <summary>Answer as memory stood at this time; null means now.</summary>
    [Id(4)] public DateTimeOffset? AsOf { get; init; }

    /// <summary>Only these kinds; empty means all.</summary>
    [Id(5)] public ImmutableArray<MemoryKind> Kinds { get; init; } = [];

    /// <summary>Further conditions a memory must meet.</summary>
    [Id(6)] public RecallFilter Filter { get; init; } = RecallFilter.None;

    /// <summary>Wait until what was derived from this receipt's write is there; null means do not wait.</summary>
    [Id(7)] public string? Watermark { get; init; }
}

/// <summary>Conditions that a recalled memory must all meet.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.RecallFilter")]
public sealed record RecallFilter
{
    /// <summary>No condition.</summary>
    public static RecallFilter None { get; } = new();

    /// <summary>Only this conversation.</summary>
    [Id(0)] public string? Session { get; init; }

    /// <summary>Only this speaker or actor.</summary>
    [Id(1)] public string? Actor { get; init; }

    /// <summary>Occurred at or after this time.</summary>
    [Id(2)] public DateTimeOffset? From { get; init; }

    /// <summary>Occurred before this time.</summary>
    [Id(3)] public DateTimeOffset? To { get; init; }

    /// <summary>Labels that must be there with these values.</summary>
    [Id(4)] public ImmutableArray<MetadataEntry> Metadata { get; init; } = [];
}
