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

    /// <summary>How wide a net to cast.</summary>
    [Id(8)] public RecallProfile Profile { get; init; }

    /// <summary>Areas of life the question is about; beliefs of other ones are not seen. Empty means all.</summary>
    [Id(9)] public ImmutableArray<string> Domains { get; init; } = [];

    /// <summary>Answer with what held in the world at this time, as far as was known at <see cref="AsOf"/>; null means the same time.</summary>
    [Id(10)] public DateTimeOffset? ValidAt { get; init; }

    /// <summary>
    /// Search what is archived as well, and bring back what is found of it. Costs time for every archived record. A question as of an earlier
    /// time is always deep, and brings nothing back.
    /// </summary>
    [Id(11)] public bool Deep { get; init; }

    /// <summary>
    /// Leave out, of each memory, what its ranking puts far below its best, so that <see cref="Limit"/> is the most and a question with a clear answer
    /// gets fewer, though at least five (a tenant's outcomes may have moved both, <see cref="RankingInfo.Cut"/>). With a limit of 30 it returns about 14 and finds what a fixed 18 to 21 find (docs/recall.md). A
    /// precise recall is not changed.
    /// </summary>
    [Id(12)] public bool Adaptive { get; init; }

    /// <summary>
    /// The session that asks; null is none. It filters nothing: where a run of consolidation is staged, it decides whether the answer is as if the run were
    /// applied (<see cref="ConsolidationCanary"/>).
    /// </summary>
    [Id(13)] public string? ForSession { get; init; }
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

/// <summary>How a recall weighs finding everything against finding nothing wrong.</summary>
[GenerateSerializer, Alias("agentgrains.RecallProfile")]
public enum RecallProfile : byte
{
    /// <summary>Every channel, fused; always the best there is, even when it is not good.</summary>
    Balanced = 0,

    /// <summary>Only what is called by its name (canonical name or alias, one typing error allowed); nothing rather than something beside the point.</summary>
    Precise = 1,

    /// <summary>
    /// Every channel, fused; nothing when nothing that was found can be the answer (<see cref="RecallRemark.Insufficient"/>), and only then. A memory
    /// that did not answer could have held it, so what the others found is returned.
    /// </summary>
    Strict = 2,
}
