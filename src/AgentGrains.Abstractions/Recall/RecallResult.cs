using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What a recall found.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.RecallResult")]
public sealed record RecallResult
{
    /// <summary>The evidence, best first. Equal scores are ordered by id, so the same memory answers the same way.</summary>
    [Id(0)] public required ImmutableArray<Evidence> Evidence { get; init; }

    /// <summary>The evidence packed for a prompt: numbered, with source and date, within the token budget.</summary>
    [Id(1)] public required string Context { get; init; }

    /// <summary>Size of <see cref="Context"/> in tokens, estimated as UTF-8 bytes divided by four, rounded up.</summary>
    [Id(2)] public required int Tokens { get; init; }

    /// <summary>What the caller should know about how complete this is; empty when all went well.</summary>
    [Id(3)] public ImmutableArray<RecallRemark> Flags { get; init; } = [];

    /// <summary>What always belongs in context, apart from what the question found.</summary>
    [Id(4)] public StandingContext Standing { get; init; } = StandingContext.Empty;

    /// <summary>
    /// Names this recall when its outcome is reported (<see cref="IMemoryClient.ReportOutcomeAsync"/>); empty when outcomes are not kept,
    /// nothing was found, or the profile is precise, which ranks by names alone.
    /// </summary>
    [Id(5)] public string RecallId { get; init; } = "";

    /// <summary>Lessons of caught attacks that bear on the question or on what was found: to be heeded before acting. Empty when there are none.</summary>
    [Id(9)] public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What was found and left out, because it contradicts what more independent sources say, or acts on another thing than it asks about.</summary>
    [Id(10)] public ImmutableArray<MemoryId> Disputed { get; init; } = [];

    /// <summary>Staged runs of consolidation that this was answered as if applied, each as its scope and its name; empty unless the session is a canary.</summary>
    [Id(11)] public ImmutableArray<string> Canaries { get; init; } = [];
}

/// <summary>Memories that belong in every context of their scopes and domains, whatever is asked.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.StandingContext")]
public sealed record StandingContext
{
    /// <summary>Nothing stands.</summary>
    public static StandingContext Empty { get; } = new();

    /// <summary>Pinned beliefs that apply everywhere: who the user is and how to talk to them.</summary>
    [Id(0)] public ImmutableArray<MemoryRecord> Persona { get; init; } = [];

    /// <summary>Pinned beliefs of the asked domains.</summary>
    [Id(1)] public ImmutableArray<MemoryRecord> Pinned { get; init; } = [];

    /// <summary>Pinned questions that are still open.</summary>
    [Id(2)] public ImmutableArray<MemoryRecord> OpenQuestions { get; init; } = [];
}

/// <summary>A remark about the completeness of a recall.</summary>
[GenerateSerializer, Alias("agentgrains.RecallRemark")]
public enum RecallRemark : byte
{
    /// <summary>A scope did not answer in time; the rest did.</summary>
    Partial = 0,

    /// <summary>An embedding model is configured but did not answer; the search was lexical.</summary>
    Degraded = 1,

    /// <summary>Evidence was left out of the context because the token budget was full.</summary>
    Truncated = 2,

    /// <summary>
    /// What the question speaks of was found nowhere: no memory holds all that it calls by name, or fits its date. The evidence, if any,
    /// answers something else.
    /// </summary>
    Insufficient = 3,

    /// <summary>What was derived from the watermark's write was not there in time.</summary>
    Behind = 4,

    /// <summary>Evidence was left out because it did not agree with the rest; see <see cref="RecallResult.Disputed"/>.</summary>
    Disputed = 8,

    /// <summary>The judge of evidence did not answer usably: nothing passed.</summary>
    Unjudged = 9,
}

/// <summary>One recalled memory, with the reason it was recalled.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.Evidence")]
public sealed record Evidence
{
    /// <summary>The memory, as it stands or stood.</summary>
    [Id(0)] public required MemoryRecord Record { get; init; }

    /// <summary>The scope that authorised it.</summary>
    [Id(1)] public required Scope Scope { get; init; }

    /// <summary>Fused score. Comparable within one result only.</summary>
    [Id(2)] public required double Score { get; init; }

    /// <summary>Each channel's part in the score.</summary>
    [Id(3)] public ImmutableArray<ChannelScore> Channels { get; init; } = [];

    /// <summary>The part of the text that answers, in UTF-16 units; null means all of it.</summary>
    [Id(4)] public TextSpan? Span { get; init; }

    /// <summary>
    /// How much it counts when evidence is weighed against evidence, 0 to 1: its trust, shared among all the records that its source has in this
    /// result, so that many records of one source are one voice. 1 when nothing guards.
    /// </summary>
    [Id(8)] public float Vote { get; init; } = 1;
}

/// <summary>One channel's view of one memory.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Score">Its score before fusion.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ChannelScore")]
public readonly record struct ChannelScore([property: Id(0)] string Channel, [property: Id(1)] float Score);

/// <summary>A part of a text, in UTF-16 units.</summary>
/// <param name="Start">First unit.</param>
/// <param name="Length">Number of units.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.TextSpan")]
public readonly record struct TextSpan([property: Id(0)] int Start, [property: Id(1)] int Length);
