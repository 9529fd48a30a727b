using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What a caller asks to have remembered. The runtime adds identity, sequence and recording time.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.MemoryDraft")]
public sealed record MemoryDraft
{
    /// <summary>The content. Not empty, valid UTF-16, at most <see cref="MemoryOptions.MaxTextBytes"/> in UTF-8.</summary>
    [Id(0)] public required string Text { get; init; }

    /// <summary>What it is.</summary>
    [Id(1)] public MemoryKind Kind { get; init; } = MemoryKind.Turn;

    /// <summary>
    /// Idempotency key, unique within one memory of a scope: a second write with the same key and content returns the first
    /// receipt; other content is an <see cref="IdempotencyConflictException"/>. Null lets the client make one per call.
    /// </summary>
    [Id(2)] public string? Key { get; init; }

    /// <summary>Who said or did it.</summary>
    [Id(3)] public string? Actor { get; init; }

    /// <summary>The conversation it belongs to.</summary>
    [Id(4)] public string? Session { get; init; }

    /// <summary>When it happened; null means now.</summary>
    [Id(5)] public DateTimeOffset? OccurredAt { get; init; }

    /// <inheritdoc cref="MemoryRecord.ValidFrom"/>
    [Id(6)] public DateTimeOffset? ValidFrom { get; init; }

    /// <inheritdoc cref="MemoryRecord.ValidTo"/>
    [Id(7)] public DateTimeOffset? ValidTo { get; init; }

    /// <inheritdoc cref="MemoryRecord.Why"/>
    [Id(8)] public string? Why { get; init; }

    /// <inheritdoc cref="MemoryRecord.CanonicalName"/>
    [Id(9)] public string? CanonicalName { get; init; }

    /// <inheritdoc cref="MemoryRecord.Aliases"/>
    [Id(10)] public ImmutableArray<string> Aliases { get; init; } = [];

    /// <inheritdoc cref="MemoryRecord.Slot"/>
    [Id(11)] public Slot? Slot { get; init; }

    /// <inheritdoc cref="MemoryRecord.Arguments"/>
    [Id(12)] public ImmutableArray<Argument> Arguments { get; init; } = [];

    /// <inheritdoc cref="MemoryRecord.Pinned"/>
    [Id(13)] public bool Pinned { get; init; }

    /// <inheritdoc cref="MemoryRecord.Confidence"/>
    [Id(14)] public float Confidence { get; init; } = 1;

    /// <inheritdoc cref="Provenance.Source"/>
    [Id(15)] public string? Source { get; init; }

    /// <inheritdoc cref="Provenance.DerivedFrom"/>
    [Id(16)] public ImmutableArray<MemoryId> DerivedFrom { get; init; } = [];

    /// <summary>The record this one replaces; it must be of the same memory and not yet replaced.</summary>
    [Id(17)] public MemoryId? Supersedes { get; init; }

    /// <inheritdoc cref="MemoryRecord.Metadata"/>
    [Id(18)] public ImmutableArray<MetadataEntry> Metadata { get; init; } = [];

    /// <inheritdoc cref="MemoryRecord.Belief"/>
    [Id(19)] public BeliefDetails? Belief { get; init; }

    /// <summary>Where it stands at first: active, exploratory or inferred.</summary>
    [Id(20)] public EpistemicStatus Status { get; init; }

    /// <inheritdoc cref="MemoryRecord.Outcome"/>
    [Id(21)] public Outcome? Outcome { get; init; }

    /// <inheritdoc cref="MemoryRecord.ExpiresAt"/>
    [Id(22)] public DateTimeOffset? ExpiresAt { get; init; }

    /// <inheritdoc cref="LifeSignals.Importance"/>
    [Id(23)] public float Importance { get; init; } = 0.5f;
}

/// <summary>Proof that a write is durable.</summary>
/// <param name="Id">The record it made.</param>
/// <param name="Sequence">Its position in the memory's journal, from 1; grows by one per operation.</param>
/// <param name="Watermark">Pass it to a recall to wait until everything derived from this write is there.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.MemoryReceipt")]
public sealed record MemoryReceipt([property: Id(0)] MemoryId Id, [property: Id(1)] long Sequence, [property: Id(2)] string Watermark)
{
    /// <summary>What became of the write.</summary>
    [Id(3)] public WriteDisposition Disposition { get; init; }
}
