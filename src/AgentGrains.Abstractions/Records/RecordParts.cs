using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>A statement in the form subject, predicate, value. Contradictions are found on slots, never on embeddings.</summary>
/// <param name="Subject">Who or what the statement is about.</param>
/// <param name="Predicate">The property, such as "lives in".</param>
/// <param name="Value">The property's value.</param>
/// <param name="MultiValued">True when several values hold at once ("has adopted"), so that a new one adds and does not replace.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.Slot")]
public sealed record Slot([property: Id(0)] string Subject, [property: Id(1)] string Predicate, [property: Id(2)] string Value, [property: Id(3)] bool MultiValued = false);

/// <summary>One participant of an n-ary fact.</summary>
/// <param name="Role">What part it plays, such as "giver".</param>
/// <param name="Entity">Who or what plays it.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.Argument")]
public sealed record Argument([property: Id(0)] string Role, [property: Id(1)] string Entity);

/// <summary>One of the caller's own labels.</summary>
/// <param name="Name">Label name, distinct within a record.</param>
/// <param name="Value">Label value.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.MetadataEntry")]
public sealed record MetadataEntry([property: Id(0)] string Name, [property: Id(1)] string Value);

/// <summary>Where a memory came from: enough to trace every derived statement back to what was said.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.Provenance")]
public sealed record Provenance
{
    /// <summary>Nothing is known about the origin.</summary>
    public static Provenance Unknown { get; } = new();

    /// <summary>The system or channel it came through, such as "chat" or "import".</summary>
    [Id(0)] public string? Source { get; init; }

    /// <summary>Who said or did it; the speaker of a turn.</summary>
    [Id(1)] public string? Actor { get; init; }

    /// <summary>The conversation it belongs to; neighbouring turns are found through it.</summary>
    [Id(2)] public string? Session { get; init; }

    /// <summary>The records it was derived from; empty for what was said directly.</summary>
    [Id(3)] public ImmutableArray<MemoryId> DerivedFrom { get; init; } = [];

    /// <summary>The stage that derived it; null for what was said directly.</summary>
    [Id(4)] public string? Producer { get; init; }

    /// <summary>Version of that stage, so that its work can be redone when it changes.</summary>
    [Id(5)] public int ProducerVersion { get; init; }
}

/// <summary>A record's place among its versions and other records.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.Lineage")]
public sealed record Lineage
{
    /// <summary>A first version that replaced nothing and was not replaced.</summary>
    public static Lineage First { get; } = new();

    /// <summary>Version of the record, from 1; every change of content adds one.</summary>
    [Id(0)] public int Version { get; init; } = 1;

    /// <summary>The record this one replaced.</summary>
    [Id(1)] public MemoryId? Supersedes { get; init; }

    /// <summary>The record that replaced this one.</summary>
    [Id(2)] public MemoryId? SupersededBy { get; init; }

    /// <summary>When this version stopped being believed (updated, superseded or forgotten); null while it is.</summary>
    [Id(3)] public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>Other records it is connected with. Sorted, distinct.</summary>
    [Id(4)] public ImmutableArray<MemoryId> Links { get; init; } = [];
}

/// <summary>How alive a memory is; what forgetting and ranking go by.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.LifeSignals")]
public sealed record LifeSignals
{
    /// <summary>A memory that was just made.</summary>
    public static LifeSignals Initial { get; } = new();

    /// <summary>How much it matters, 0 to 1.</summary>
    [Id(0)] public float Importance { get; init; } = 0.5f;

    /// <summary>How often it was reinforced.</summary>
    [Id(1)] public int AccessCount { get; init; }

    /// <summary>When it was last reinforced.</summary>
    [Id(2)] public DateTimeOffset? LastAccess { get; init; }

    /// <summary>What its uses, the longer apart the more, have added to its strength, from 1; the rest comes from importance, confidence and accesses.</summary>
    [Id(3)] public float Strength { get; init; } = 1;

    /// <summary>How present it is.</summary>
    [Id(4)] public MemoryZone Zone { get; init; }

    /// <summary>How far it has proven itself.</summary>
    [Id(5)] public MemoryMaturity Maturity { get; init; }

    /// <summary>Consolidation put it to rest: it stays in the archive until it is used.</summary>
    [Id(6)] public bool Rests { get; init; }
}

/// <summary>An embedding as it is stored. Vectors of different models are never compared.</summary>
/// <param name="Model">Id of the model that made it, including its version.</param>
/// <param name="Dimension">Number of components.</param>
/// <param name="Bits">Bits per component: 32, 8, 4, or 0 for a vector that only the journal holds.</param>
/// <param name="Scale">Component i is <c>Bytes[i] * Scale</c> for 8 bits, and <c>(code - 7.5) * Scale</c>, of a vector of length 1, for 4.</param>
/// <param name="Bytes">The components, little-endian; of two codes of 4 bits the first is the lower half.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.StoredVector")]
public sealed record StoredVector(
    [property: Id(0)] string Model,
    [property: Id(1)] int Dimension,
    [property: Id(2)] int Bits,
    [property: Id(3)] float Scale,
    [property: Id(4)] ImmutableArray<byte> Bytes);

/// <summary>What a verifier found out about a memory.</summary>
/// <param name="Verdict">The finding.</param>
/// <param name="Verifier">Who found it.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.Outcome")]
public sealed record Outcome([property: Id(0)] Verdict Verdict, [property: Id(1)] string? Verifier);

/// <summary>A verifier's finding.</summary>
[GenerateSerializer, Alias("agentgrains.Verdict")]
public enum Verdict : byte
{
    /// <summary>Nobody checked, or the check was not conclusive.</summary>
    Unverified = 0,

    /// <summary>Checked and right.</summary>
    Verified = 1,

    /// <summary>Checked and wrong.</summary>
    Refuted = 2,
}

/// <summary>How far a memory may travel.</summary>
[GenerateSerializer, Alias("agentgrains.Sensitivity")]
public enum Sensitivity : byte
{
    /// <summary>No limit within its scope.</summary>
    Normal = 0,

    /// <summary>Personal data: recalled, never logged.</summary>
    Personal = 1,
}
