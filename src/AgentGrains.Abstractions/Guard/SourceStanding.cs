using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What a tenant's ledger knows of one source.</summary>
/// <param name="Source">The source: <see cref="Provenance.Source"/> and <see cref="Provenance.Actor"/>, joined by a line.</param>
/// <param name="Confirmed">Held writes of it that were released, and memories that proved right.</param>
/// <param name="Refuted">Writes of it that were purged, and memories that proved wrong.</param>
/// <param name="Standing">What an operator decided about it.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.SourceStanding")]
public sealed record SourceStanding(
    [property: Id(0)] string Source, [property: Id(1)] int Confirmed, [property: Id(2)] int Refuted, [property: Id(3)] OperatorStanding Standing = OperatorStanding.Open)
{
    /// <summary>Reputation of a source that nobody knows: the mean of Beta(4, 1).</summary>
    public const float Unknown = 0.8f;

    /// <summary>The most a source can earn.</summary>
    public const float Most = 0.95f;

    /// <summary>
    /// Mean of Beta(4 + confirmed, 1 + 3 refuted), at most 0.95: losing trust is three times as fast as gaining it. Blocked is 0; vouched for is 0.95.
    /// </summary>
    public float Reputation => Standing switch
    {
        OperatorStanding.Blocked => 0,
        OperatorStanding.Vouched => Most,
        _ => Math.Min(Most, (4f + Confirmed) / (5f + Confirmed + 3f * Refuted)),
    };
}

/// <summary>What an operator decided about a source.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.OperatorStanding")]
public enum OperatorStanding : byte
{
    /// <summary>Nothing: it earns its reputation.</summary>
    Open = 0,

    /// <summary>It is vouched for.</summary>
    Vouched = 1,

    /// <summary>Everything it writes is refused.</summary>
    Blocked = 2,
}

/// <summary>What a caught attack taught: enough to know it again, without its text.</summary>
/// <param name="Id">The record that was purged.</param>
/// <param name="Text">The lesson in words; it names identifiers and nothing else of the attack.</param>
/// <param name="Pairs">Hashes of the pairs (asked about, acted on) that it held.</param>
/// <param name="Sketch">The smallest hashes of its runs of words, sorted.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.GuardLesson")]
public sealed record GuardLesson(
    [property: Id(0)] MemoryId Id, [property: Id(1)] string Text, [property: Id(2)] ImmutableArray<ulong> Pairs, [property: Id(3)] ImmutableArray<ulong> Sketch);

/// <summary>A copy of a tenant's guard, as of one version: what memories decide by without asking for every write.</summary>
/// <param name="Version">Number of events it rests on; a newer copy has a higher one.</param>
/// <param name="Policy">The tenant's policy.</param>
/// <param name="Sources">Sources that differ from an unknown one; the latest <see cref="MostSources"/>.</param>
/// <param name="Lessons">What caught attacks taught; the latest <see cref="MostLessons"/>.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.GuardLease")]
public sealed record GuardLease(
    [property: Id(0)] long Version, [property: Id(1)] GuardPolicy Policy,
    [property: Id(2)] ImmutableArray<SourceStanding> Sources, [property: Id(3)] ImmutableArray<GuardLesson> Lessons)
{
    /// <summary>Most sources in a copy.</summary>
    public const int MostSources = 10_000;

    /// <summary>Most lessons in a copy.</summary>
    public const int MostLessons = 1_000;
}

/// <summary>Something that happened to a tenant's guard; what an audit reads.</summary>
/// <remarks>Immutable and thread-safe. Field numbers are persisted.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.GuardEvent")]
public sealed record GuardEvent
{
    /// <summary>Position in the guard's journal, from 1.</summary>
    [Id(0)] public long Sequence { get; init; }

    /// <summary>When.</summary>
    [Id(1)] public DateTimeOffset At { get; init; }

    /// <summary>What.</summary>
    [Id(2)] public GuardEventKind Kind { get; init; }

    /// <summary>The source it is about; null for a policy.</summary>
    [Id(3)] public string? Source { get; init; }

    /// <summary>Name of the scope whose memory it is about.</summary>
    [Id(4)] public string? Scope { get; init; }

    /// <summary>The record it is about.</summary>
    [Id(5)] public MemoryId? Memory { get; init; }

    /// <summary>Why, as it was given.</summary>
    [Id(6)] public string? Reason { get; init; }

    /// <summary>The tenant's policy that was set.</summary>
    [Id(7)] public GuardPolicy? Policy { get; init; }

    /// <summary>The standing that was set.</summary>
    [Id(8)] public OperatorStanding Standing { get; init; }

    /// <summary>What a purge taught.</summary>
    [Id(9)] public GuardLesson? Lesson { get; init; }
}

/// <summary>What happened to a guard.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.GuardEventKind")]
public enum GuardEventKind : byte
{
    /// <summary>The tenant's policy was set.</summary>
    PolicySet = 0,

    /// <summary>A held record was released: its source is confirmed.</summary>
    Released = 1,

    /// <summary>A record was purged: its source is refuted, and the attack is known from now on.</summary>
    Purged = 2,

    /// <summary>An operator decided about a source.</summary>
    StandingSet = 3,
}

/// <summary>A page of a guard's history.</summary>
/// <param name="Events">In order.</param>
/// <param name="Next">Pass it to get the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.GuardAudit")]
public sealed record GuardAudit([property: Id(0)] ImmutableArray<GuardEvent> Events, [property: Id(1)] long? Next);
