namespace AgentGrains.Silo;

/// <summary>One thing to remember. Only the text is required.</summary>
internal sealed record MemoryItem
{
    /// <summary>What it is; a turn of a conversation when left out.</summary>
    public MemoryKind? Kind { get; init; }

    /// <summary>The content.</summary>
    public string? Text { get; init; }

    /// <summary>Who said or did it.</summary>
    public string? Actor { get; init; }

    /// <summary>The conversation it belongs to.</summary>
    public string? Session { get; init; }

    /// <summary>When it happened; now when left out.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>Idempotency key: the same key and content again returns the first receipt.</summary>
    public string? Key { get; init; }

    /// <summary>The one name it is known by; matched whole.</summary>
    public string? CanonicalName { get; init; }

    /// <summary>Other names; matched whole.</summary>
    public IReadOnlyList<string?>? Aliases { get; init; }

    /// <summary>Why it matters; searched like the text.</summary>
    public string? Why { get; init; }

    /// <summary>Always in context and never faded.</summary>
    public bool? Pinned { get; init; }

    /// <summary>From when it holds in the world.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Until when it holds in the world, exclusive.</summary>
    public DateTimeOffset? ValidTo { get; init; }

    /// <summary>Labels of your own.</summary>
    public IReadOnlyDictionary<string, string?>? Metadata { get; init; }

    /// <summary>The system or channel it came through.</summary>
    public string? Source { get; init; }

    /// <summary>The record that this one replaces.</summary>
    public MemoryId? Supersedes { get; init; }

    /// <summary>How sure its producer is, 0 to 1.</summary>
    public float? Confidence { get; init; }

    /// <summary>What it says in the form subject, predicate, value.</summary>
    public SlotBody? Slot { get; init; }

    /// <summary>What makes it a typed belief; only for the kind belief.</summary>
    public BeliefBody? Belief { get; init; }

    /// <summary>active, exploratory or inferred; active when left out.</summary>
    public string? Status { get; init; }

    /// <summary>From when on it is never seen again.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How much it matters, 0 to 1; 0.5 when left out. What matters fades later.</summary>
    public float? Importance { get; init; }

    /// <summary>The draft that the item asks for.</summary>
    /// <param name="path">Where the item stands in the body, for errors.</param>
    /// <exception cref="InvalidMemoryException">A field is missing or not valid.</exception>
    public MemoryDraft ToDraft(string path) => new()
    {
        Text = Text ?? throw new InvalidMemoryException($"{path}.text", "The text is missing; it is what will be remembered."),
        Kind = Kind ?? MemoryKind.Turn,
        Actor = Actor,
        Session = Session,
        OccurredAt = OccurredAt,
        Key = Key,
        CanonicalName = CanonicalName,
        Aliases = [.. (Aliases ?? []).Select((alias, i) => alias
            ?? throw new InvalidMemoryException($"{path}.aliases[{i}]", "The alias is null; leave it out."))],
        Why = Why,
        Pinned = Pinned ?? false,
        ValidFrom = ValidFrom,
        ValidTo = ValidTo,
        Metadata = MetadataBody.ToEntries(Metadata, $"{path}.metadata"),
        Source = Source,
        Supersedes = Supersedes,
        Confidence = Confidence is null or (>= 0 and <= 1)
            ? Confidence ?? 1
            : throw new InvalidMemoryException($"{path}.confidence", "The confidence must be between 0 and 1."),
        ExpiresAt = ExpiresAt,
        Importance = Importance is null or (>= 0 and <= 1)
            ? Importance ?? LifeSignals.Initial.Importance
            : throw new InvalidMemoryException($"{path}.importance", "The importance must be between 0 and 1."),
        Slot = Slot?.ToSlot($"{path}.slot"),
        Belief = Belief?.ToDetails($"{path}.belief"),
        Status = Status switch
        {
            null or "active" => EpistemicStatus.Active,
            "exploratory" => EpistemicStatus.Exploratory,
            "inferred" => EpistemicStatus.Inferred,
            _ => throw new InvalidMemoryException($"{path}.status", $"'{Status}' is not a status that a new memory can have; it is active, exploratory or inferred."),
        },
    };
}
