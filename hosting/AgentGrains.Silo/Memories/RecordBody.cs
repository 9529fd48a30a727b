namespace AgentGrains.Silo;

/// <summary>A memory, as it stands. Fields without a value are left out.</summary>
internal sealed record RecordBody
{
    /// <summary>Its id; ids sort by time of recording.</summary>
    public required MemoryId Id { get; init; }

    /// <summary>What it is.</summary>
    public required MemoryKind Kind { get; init; }

    /// <summary>The content.</summary>
    public required string Text { get; init; }

    /// <summary>Why it matters.</summary>
    public string? Why { get; init; }

    /// <summary>The one name it is known by.</summary>
    public string? CanonicalName { get; init; }

    /// <summary>Other names.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>What it says in the form subject, predicate, value.</summary>
    public SlotBody? Slot { get; init; }

    /// <summary>What makes it a typed belief.</summary>
    public BeliefBody? Belief { get; init; }

    /// <summary>Who said or did it.</summary>
    public string? Actor { get; init; }

    /// <summary>The conversation it belongs to.</summary>
    public string? Session { get; init; }

    /// <summary>The system or channel it came through.</summary>
    public string? Source { get; init; }

    /// <summary>The records it was derived from.</summary>
    public IReadOnlyList<MemoryId>? DerivedFrom { get; init; }

    /// <summary>When it happened or was said.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>From when it holds in the world.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Until when it holds in the world, exclusive.</summary>
    public DateTimeOffset? ValidTo { get; init; }

    /// <summary>From when on it is never seen again.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How present it is when no longer active: warm, cold or archive.</summary>
    public string? Zone { get; init; }

    /// <summary>When it entered memory.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>When it stopped being believed.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>Where it stands between believed and gone.</summary>
    public required string Status { get; init; }

    /// <summary>How sure its producer is, 0 to 1.</summary>
    public required float Confidence { get; init; }

    /// <summary>How far its source is trusted, 0 to 1.</summary>
    public required float Trust { get; init; }

    /// <summary>Its version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The record it replaced.</summary>
    public MemoryId? Supersedes { get; init; }

    /// <summary>The record that replaced it.</summary>
    public MemoryId? SupersededBy { get; init; }

    /// <summary>Always in context and never faded.</summary>
    public required bool Pinned { get; init; }

    /// <summary>The part of the text that contexts show in its place; left out when they show the text.</summary>
    public string? Gist { get; init; }

    /// <summary>Labels of your own.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Position in its journal.</summary>
    public required long Sequence { get; init; }

    /// <summary>Writes a record.</summary>
    public static RecordBody From(MemoryRecord record) => new()
    {
        Id = record.Id,
        Kind = record.Kind,
        Text = record.Text,
        Why = record.Why,
        CanonicalName = record.CanonicalName,
        Aliases = record.Aliases.IsDefaultOrEmpty ? null : record.Aliases,
        Slot = record.Slot is { } slot ? SlotBody.From(slot) : null,
        Belief = record.Belief is { } belief ? BeliefBody.From(belief) : null,
        Actor = record.Provenance.Actor,
        Session = record.Provenance.Session,
        Source = record.Provenance.Source,
        DerivedFrom = record.Provenance.DerivedFrom.IsDefaultOrEmpty ? null : record.Provenance.DerivedFrom,
        OccurredAt = record.OccurredAt,
        ValidFrom = record.ValidFrom,
        ValidTo = record.ValidTo,
        ExpiresAt = record.ExpiresAt,
        Zone = record.Life.Zone == MemoryZone.Active ? null : record.Life.Zone.ToString().ToLowerInvariant(),
        RecordedAt = record.RecordedAt,
        RetiredAt = record.Lineage.RetiredAt,
        Status = record.Status.ToString().ToLowerInvariant(),
        Confidence = record.Confidence,
        Trust = record.Trust,
        Version = record.Lineage.Version,
        Supersedes = record.Lineage.Supersedes,
        SupersededBy = record.Lineage.SupersededBy,
        Pinned = record.Pinned,
        Gist = record.Gist,
        Metadata = MetadataBody.From(record.Metadata),
        Sequence = record.Sequence,
    };
}
