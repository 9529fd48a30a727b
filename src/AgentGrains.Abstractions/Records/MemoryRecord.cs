using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>
/// One memory, of any kind, as it stands after the operations applied so far. Records never change in place:
/// a <see cref="MemoryOperation"/> makes the next version.
/// </summary>
/// <remarks>Immutable and thread-safe. Times are instants; offsets are kept as given. Field numbers are persisted.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.MemoryRecord")]
public sealed record MemoryRecord
{
    /// <summary>Sortable identity.</summary>
    [Id(0)] public required MemoryId Id { get; init; }

    /// <summary>What it is; decides the memory it lives in.</summary>
    [Id(1)] public MemoryKind Kind { get; init; }

    /// <summary>The content, valid UTF-16, never empty.</summary>
    [Id(2)] public required string Text { get; init; }

    /// <summary>Why it matters, in words; searched like the text.</summary>
    [Id(3)] public string? Why { get; init; }

    /// <summary>The one name this memory is known by; matched whole.</summary>
    [Id(4)] public string? CanonicalName { get; init; }

    /// <summary>Other names, matched whole. Sorted, distinct.</summary>
    [Id(5)] public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>What it says in the form subject, predicate, value; null when it has no such form.</summary>
    [Id(6)] public Slot? Slot { get; init; }

    /// <summary>Participants of an n-ary fact.</summary>
    [Id(7)] public ImmutableArray<Argument> Arguments { get; init; } = [];

    /// <summary>When it happened or was said.</summary>
    [Id(8)] public DateTimeOffset OccurredAt { get; init; }

    /// <summary>From when it holds in the world; null when always.</summary>
    [Id(9)] public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Until when it holds in the world, exclusive; null when it still does.</summary>
    [Id(10)] public DateTimeOffset? ValidTo { get; init; }

    /// <summary>When this version entered memory (the second axis of bi-temporal truth).</summary>
    [Id(11)] public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Where it came from.</summary>
    [Id(12)] public Provenance Provenance { get; init; } = Provenance.Unknown;

    /// <summary>Where it stands between believed and gone.</summary>
    [Id(13)] public EpistemicStatus Status { get; init; }

    /// <summary>How sure its producer is, 0 to 1. Never used as trust.</summary>
    [Id(14)] public float Confidence { get; init; } = 1;

    /// <summary>How far its source is trusted, 0 to 1.</summary>
    [Id(15)] public float Trust { get; init; } = 1;

    /// <summary>Its place among versions and other records.</summary>
    [Id(16)] public Lineage Lineage { get; init; } = Lineage.First;

    /// <summary>How alive it is: importance, accesses, strength.</summary>
    [Id(17)] public LifeSignals Life { get; init; } = LifeSignals.Initial;

    /// <summary>Its embedding, of one named model; null when none was made.</summary>
    [Id(18)] public StoredVector? Vector { get; init; }

    /// <summary>What a verifier found; null when nobody checked.</summary>
    [Id(19)] public Outcome? Outcome { get; init; }

    /// <summary>How far it may travel.</summary>
    [Id(20)] public Sensitivity Sensitivity { get; init; }

    /// <summary>Always in context and never faded.</summary>
    [Id(21)] public bool Pinned { get; init; }

    /// <summary>The caller's own labels. Sorted by name, names distinct.</summary>
    [Id(22)] public ImmutableArray<MetadataEntry> Metadata { get; init; } = [];

    /// <summary>Position in its journal of the operation that added it; the order of remembering.</summary>
    [Id(23)] public long Sequence { get; init; }

    /// <summary>What makes it a typed belief; null for what is none.</summary>
    [Id(24)] public BeliefDetails? Belief { get; init; }

    /// <summary>From when on it is never seen again, whatever is asked; null when it does not expire.</summary>
    [Id(25)] public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The part of the text that contexts show in its place, as consolidation condensed it; null shows the text.</summary>
    [Id(26)] public string? Gist { get; init; }
}
