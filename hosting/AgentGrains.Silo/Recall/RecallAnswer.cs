namespace AgentGrains.Silo;

/// <summary>What a recall found.</summary>
internal sealed record RecallAnswer
{
    /// <summary>The evidence, best first.</summary>
    public required IReadOnlyList<EvidenceBody> Evidence { get; init; }

    /// <summary>The evidence packed for a prompt: numbered, with source and date, within the budget.</summary>
    public required string Context { get; init; }

    /// <summary>Size of the context in tokens.</summary>
    public required int Tokens { get; init; }

    /// <summary>partial, degraded, truncated, insufficient, behind, disputed or unjudged; empty when all went well.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>Lessons of caught attacks to heed before acting; left out when there are none.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>What was found and left out, because it did not agree with the rest; left out when there is nothing.</summary>
    public IReadOnlyList<MemoryId>? Disputed { get; init; }

    /// <summary>What belongs in every context, whatever is asked; left out when nothing does.</summary>
    public StandingBody? Standing { get; init; }

    /// <summary>Names this recall when its outcome is reported; left out when it cannot be.</summary>
    public string? RecallId { get; init; }

    /// <summary>Staged runs that this was answered as if applied, as scope/run; left out when there are none.</summary>
    public IReadOnlyList<string>? Canaries { get; init; }

    /// <summary>Writes a result.</summary>
    public static RecallAnswer From(RecallResult result) => new()
    {
        Evidence = [.. result.Evidence.Select(EvidenceBody.From)],
        Context = result.Context,
        Tokens = result.Tokens,
        Flags = [.. result.Flags.Select(flag => flag.ToString().ToLowerInvariant())],
        Standing = result.Standing == StandingContext.Empty ? null : StandingBody.From(result.Standing),
        Warnings = result.Warnings.IsDefaultOrEmpty ? null : result.Warnings,
        Disputed = result.Disputed.IsDefaultOrEmpty ? null : result.Disputed,
        Canaries = result.Canaries.IsDefaultOrEmpty ? null : result.Canaries,
        RecallId = result.RecallId.Length == 0 ? null : result.RecallId,
    };
}

/// <summary>One recalled memory, with the reason it was recalled.</summary>
internal sealed record EvidenceBody
{
    /// <summary>The memory's id.</summary>
    public required MemoryId Id { get; init; }

    /// <summary>The scope it was found in.</summary>
    public required string Scope { get; init; }

    /// <summary>What it is.</summary>
    public required MemoryKind Kind { get; init; }

    /// <summary>The content.</summary>
    public required string Text { get; init; }

    /// <summary>Fused score; comparable within one answer only.</summary>
    public required double Score { get; init; }

    /// <summary>How much it counts against other evidence, 0 to 1: its trust, shared among all records of its source.</summary>
    public required float Vote { get; init; }

    /// <summary>Each channel's part in the score.</summary>
    public required IReadOnlyDictionary<string, float> Channels { get; init; }

    /// <summary>When it happened or was said.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>What it rests on: the records it was derived from, or itself when it was said directly.</summary>
    public required IReadOnlyList<SourceBody> Sources { get; init; }

    /// <summary>Labels of your own.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Writes a piece of evidence.</summary>
    public static EvidenceBody From(Evidence evidence) => new()
    {
        Id = evidence.Record.Id,
        Scope = evidence.Scope.Name,
        Kind = evidence.Record.Kind,
        Text = evidence.Record.Text,
        Score = evidence.Score,
        Vote = evidence.Vote,
        Channels = evidence.Channels.ToDictionary(channel => channel.Channel, channel => channel.Score, StringComparer.Ordinal),
        OccurredAt = evidence.Record.OccurredAt,
        Sources = SourceBody.Of(evidence.Record),
        Metadata = MetadataBody.From(evidence.Record.Metadata) ?? new Dictionary<string, string>(),
    };
}

/// <summary>Where a piece of evidence comes from.</summary>
/// <param name="Id">The record to read.</param>
/// <param name="Actor">Who said or did it, when the evidence is the source itself.</param>
/// <param name="Session">The conversation, when the evidence is the source itself.</param>
internal sealed record SourceBody(MemoryId Id, string? Actor = null, string? Session = null)
{
    /// <summary>The sources of a record.</summary>
    public static IReadOnlyList<SourceBody> Of(MemoryRecord record) => record.Provenance is { DerivedFrom: { IsDefaultOrEmpty: false } ids }
        ? [.. ids.Select(id => new SourceBody(id))]
        : [new SourceBody(record.Id, record.Provenance.Actor, record.Provenance.Session)];
}
