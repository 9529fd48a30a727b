using System.Collections.Immutable;

namespace AgentGrains.Engine.Codec;

/// <summary>A record while its fields are being read.</summary>
internal struct RecordBuilder()
{
    public MemoryId Id;
    public MemoryKind Kind;
    public string? Text;
    public string? Why;
    public string? CanonicalName;
    public List<string>? Aliases;
    public Slot? Slot;
    public List<Argument>? Arguments;
    public DateTimeOffset OccurredAt;
    public DateTimeOffset? ValidFrom;
    public DateTimeOffset? ValidTo;
    public DateTimeOffset RecordedAt;
    public Provenance Provenance = Provenance.Unknown;
    public EpistemicStatus Status;
    public float Confidence = 1;
    public float Trust = 1;
    public Lineage Lineage = Lineage.First;
    public LifeSignals Life = LifeSignals.Initial;
    public StoredVector? Vector;
    public Outcome? Outcome;
    public Sensitivity Sensitivity;
    public bool Pinned;
    public List<MetadataEntry>? Metadata;
    public long Sequence;
    public BeliefDetails? Belief;
    public DateTimeOffset? ExpiresAt;
    public string? Gist;

    public readonly MemoryRecord ToRecord() => new()
    {
        Id = Id,
        Kind = Kind,
        Text = Text ?? throw new FormatException("A record has no text."),
        Why = Why,
        CanonicalName = CanonicalName,
        Aliases = Frozen(Aliases),
        Slot = Slot,
        Arguments = Frozen(Arguments),
        OccurredAt = OccurredAt,
        ValidFrom = ValidFrom,
        ValidTo = ValidTo,
        RecordedAt = RecordedAt,
        Provenance = Provenance,
        Status = Status,
        Confidence = Confidence,
        Trust = Trust,
        Lineage = Lineage,
        Life = Life,
        Vector = Vector,
        Outcome = Outcome,
        Sensitivity = Sensitivity,
        Pinned = Pinned,
        Metadata = Frozen(Metadata),
        Gist = Gist,
        Sequence = Sequence,
        Belief = Belief,
        ExpiresAt = ExpiresAt,
    };

    private static ImmutableArray<T> Frozen<T>(List<T>? items) => items is null ? [] : [.. items];
}
