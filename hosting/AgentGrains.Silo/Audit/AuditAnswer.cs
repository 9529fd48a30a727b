namespace AgentGrains.Silo;

/// <summary>A request to verify a history.</summary>
internal sealed record VerifyBody
{
    /// <summary>Heads of earlier answers that were kept; none when left out.</summary>
    public IReadOnlyList<HeadBody>? Kept { get; init; }

    /// <summary>The heads.</summary>
    /// <exception cref="InvalidMemoryException">One is not a head.</exception>
    public IReadOnlyList<AuditHead> ToHeads() => [.. (Kept ?? []).Select(static head => head.ToHead())];
}

/// <summary>A place in a memory's chain.</summary>
internal sealed record HeadBody
{
    /// <summary>episodic, semantic or procedural.</summary>
    public string? Memory { get; init; }

    /// <summary>The operation.</summary>
    public long Sequence { get; init; }

    /// <summary>Its link, 32 hexadecimal digits.</summary>
    public string? Link { get; init; }

    /// <summary>The head.</summary>
    /// <exception cref="InvalidMemoryException">A field is not valid.</exception>
    public AuditHead ToHead() => new(
        TypeOf(Memory),
        Sequence >= 0 ? Sequence : throw new InvalidMemoryException("sequence", "The sequence of a head is 0 or more."),
        Link is { Length: 32 } link && link.All(char.IsAsciiHexDigit) ? link : throw new InvalidMemoryException("link", "A link is 32 hexadecimal digits, as an answer gave it."));

    /// <summary>The memory of a name.</summary>
    /// <exception cref="InvalidMemoryException">There is none.</exception>
    public static MemoryType TypeOf(string? name) => name switch
    {
        "episodic" => MemoryType.Episodic,
        "semantic" => MemoryType.Semantic,
        "procedural" => MemoryType.Procedural,
        _ => throw new InvalidMemoryException("memory", "The memory is episodic, semantic or procedural."),
    };

    /// <summary>Writes a head.</summary>
    public static HeadBody From(AuditHead head) => new() { Memory = NameOf(head.Type), Sequence = head.Sequence, Link = head.Link };

    /// <summary>The name of a memory.</summary>
    public static string NameOf(MemoryType type) => type.ToString().ToLowerInvariant();
}

/// <summary>What a walk over a scope's history found.</summary>
/// <param name="Intact">Whether nothing is broken.</param>
/// <param name="Memories">One verdict per memory.</param>
internal sealed record AuditAnswer(bool Intact, IReadOnlyList<VerdictBody> Memories)
{
    /// <summary>Writes a report.</summary>
    public static AuditAnswer From(AuditReport report) => new(report.IsIntact, [.. report.Memories.Select(VerdictBody.From)]);
}

/// <summary>What the walk over one memory found.</summary>
/// <param name="Head">The end of the chain; keep it elsewhere to prove later that everything up to it is as it was.</param>
/// <param name="ChainedFrom">The first operation that bears a link; 0 if none does.</param>
/// <param name="BrokenAt">The first operation that is not what was written; left out when there is none.</param>
/// <param name="Reason">What is wrong there.</param>
internal sealed record VerdictBody(HeadBody Head, long ChainedFrom, long? BrokenAt, string? Reason)
{
    /// <summary>Writes a verdict.</summary>
    public static VerdictBody From(AuditVerdict verdict) => new(HeadBody.From(verdict.Head), verdict.ChainedFrom, verdict.BrokenAt, verdict.Reason);
}

/// <summary>One operation of a history.</summary>
internal sealed record AuditEntryAnswer
{
    /// <summary>Its place.</summary>
    public required long Sequence { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What: add, update, supersede, delete and so on.</summary>
    public required string Kind { get; init; }

    /// <summary>Who: "caller", or the stage that derived it with its version.</summary>
    public required string Producer { get; init; }

    /// <summary>Who said it, of a record that somebody said; left out otherwise.</summary>
    public string? Actor { get; init; }

    /// <summary>Why; left out when nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>Ids of the records it rests on.</summary>
    public required IReadOnlyList<MemoryId> Evidence { get; init; }

    /// <summary>The record it is about.</summary>
    public required MemoryId Target { get; init; }

    /// <summary>The record's text before; left out when there was none.</summary>
    public string? Before { get; init; }

    /// <summary>The record's text after; left out when it is gone.</summary>
    public string? After { get; init; }

    /// <summary>Writes an entry.</summary>
    public static AuditEntryAnswer From(AuditEntry entry) => new()
    {
        Sequence = entry.Operation.Sequence,
        At = entry.Operation.At,
        Kind = char.ToLowerInvariant(entry.Operation.Kind.ToString()[0]) + entry.Operation.Kind.ToString()[1..],
        Producer = entry.Operation.Producer,
        Actor = entry.Operation.Record?.Provenance.Actor,
        Reason = entry.Operation.Reason,
        Evidence = entry.Operation.Evidence,
        Target = entry.Operation.Target,
        Before = entry.Before?.Text,
        After = entry.After?.Text,
    };
}
