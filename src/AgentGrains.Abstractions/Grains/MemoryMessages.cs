using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>A search of one memory.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.MemorySearch")]
public sealed record MemorySearch
{
    /// <summary>The question, in words.</summary>
    [Id(0)] public required string Query { get; init; }

    /// <summary>Most hits to return.</summary>
    [Id(1)] public int Limit { get; init; } = 10;

    /// <inheritdoc cref="RecallRequest.AsOf"/>
    [Id(2)] public DateTimeOffset? AsOf { get; init; }

    /// <inheritdoc cref="RecallRequest.Kinds"/>
    [Id(3)] public ImmutableArray<MemoryKind> Kinds { get; init; } = [];

    /// <inheritdoc cref="RecallRequest.Filter"/>
    [Id(4)] public RecallFilter Filter { get; init; } = RecallFilter.None;

    /// <summary>The question's embedding; empty when there is none.</summary>
    [Id(5)] public ImmutableArray<float> Vector { get; init; } = [];

    /// <summary>The model that made <see cref="Vector"/>.</summary>
    [Id(6)] public string? VectorModel { get; init; }

    /// <inheritdoc cref="RecallRequest.Profile"/>
    [Id(7)] public RecallProfile Profile { get; init; }

    /// <inheritdoc cref="RecallRequest.Domains"/>
    [Id(8)] public ImmutableArray<string> Domains { get; init; } = [];

    /// <inheritdoc cref="RecallRequest.ValidAt"/>
    [Id(9)] public DateTimeOffset? ValidAt { get; init; }

    /// <summary>What the tenant's outcomes taught; none leaves the shipped ranking.</summary>
    [Id(10)] public RankingAdjustment Adjustment { get; init; } = RankingAdjustment.None;

    /// <summary>Whether hits carry their signals.</summary>
    [Id(11)] public bool WithSignals { get; init; }

    /// <inheritdoc cref="RecallRequest.Deep"/>
    [Id(12)] public bool Deep { get; init; }

    /// <inheritdoc cref="RecallRequest.Adaptive"/>
    [Id(13)] public bool Adaptive { get; init; }

    /// <inheritdoc cref="RecallRequest.ForSession"/>
    [Id(14)] public string? ForSession { get; init; }

    /// <summary>What a store of vectors found nearest to <see cref="Vector"/>; null when none was asked. A memory that scans its own vectors does not look at it.</summary>
    [Id(15)] public NearVectors? Near { get; init; }
}

/// <summary>What a store of vectors found nearest to a question in one memory.</summary>
/// <param name="Hits">Nearest first.</param>
/// <param name="IsAll">Whether the store holds no others of this memory; else they are no nearer than the last.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.NearVectors")]
public sealed record NearVectors([property: Id(0)] ImmutableArray<VectorHit> Hits, [property: Id(1)] bool IsAll);

/// <summary>What one memory found.</summary>
/// <param name="Hits">Best first.</param>
/// <param name="Sequence">Everything up to this journal position was searched.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.MemorySearchResult")]
public sealed record MemorySearchResult([property: Id(0)] ImmutableArray<MemoryHit> Hits, [property: Id(1)] long Sequence)
{
    /// <summary>What stands whatever is asked; null when nothing does.</summary>
    [Id(2)] public StandingContext? Standing { get; init; }

    /// <summary>Nothing found can be the answer: no record holds all that the question calls by name, or fits its date.</summary>
    [Id(3)] public bool Unanswered { get; init; }

    /// <summary>Which signals the hits carry, as <see cref="RankingAdjustment.Basis"/>; 0 when they carry none.</summary>
    [Id(4)] public int Basis { get; init; }

    /// <summary>How it was answered while a run of consolidation is staged or watched; null when none is.</summary>
    [Id(5)] public StagedView? Staged { get; init; }
}

/// <summary>One record that one memory found.</summary>
/// <param name="Record">The record.</param>
/// <param name="Score">Fused score within this memory.</param>
/// <param name="Coverage">Share of the question that it covers, 0 to 1; comparable between memories.</param>
/// <param name="Channels">Each channel's part.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.MemoryHit")]
public sealed record MemoryHit(
    [property: Id(0)] MemoryRecord Record,
    [property: Id(1)] double Score,
    [property: Id(2)] float Coverage,
    [property: Id(3)] ImmutableArray<ChannelScore> Channels)
{
    /// <summary>What fusion weighed: one value per signal, standardised; empty unless asked for.</summary>
    [Id(4)] public ImmutableArray<float> Signals { get; init; } = [];
}

/// <summary>A page of records.</summary>
/// <param name="Records">In the order they were remembered.</param>
/// <param name="Next">Pass it to get the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.MemoryPage")]
public sealed record MemoryPage([property: Id(0)] ImmutableArray<MemoryRecord> Records, [property: Id(1)] long? Next);

/// <summary>Size and position of one memory.</summary>
/// <param name="Sequence">Position of the last durable operation.</param>
/// <param name="Records">Records that can be recalled now.</param>
/// <param name="JournalBytes">Bytes the journal takes in storage.</param>
/// <param name="MissingVectors">Records without a vector of the current embedding model.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.MemoryStatus")]
public sealed record MemoryStatus(
    [property: Id(0)] long Sequence,
    [property: Id(1)] int Records,
    [property: Id(2)] long JournalBytes,
    [property: Id(3)] int MissingVectors);
