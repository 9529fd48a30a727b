using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>A change that a stage asks for. The memory that owns the record checks it and makes it an operation, or refuses it.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.MemoryProposal")]
public sealed record MemoryProposal
{
    /// <summary>Add, Update, Supersede, Reinforce or Link.</summary>
    [Id(0)] public OperationKind Kind { get; init; }

    /// <summary>Idempotency key, computed from what the change rests on: a proposal whose key is known is done already.</summary>
    [Id(1)] public required string Key { get; init; }

    /// <summary>The record it acts on; null for an Add.</summary>
    [Id(2)] public MemoryId? Target { get; init; }

    /// <summary>The record of an Add or Supersede.</summary>
    [Id(3)] public MemoryDraft? Draft { get; init; }

    /// <summary>What an Update changes.</summary>
    [Id(4)] public RecordEdit? Edit { get; init; }

    /// <summary>Records that the new one is linked with, both ways; for a Link, the other ends.</summary>
    [Id(5)] public ImmutableArray<MemoryId> Links { get; init; } = [];

    /// <summary>Why.</summary>
    [Id(6)] public string? Reason { get; init; }

    /// <summary>What it rests on.</summary>
    [Id(7)] public ImmutableArray<MemoryId> Evidence { get; init; } = [];

    /// <summary>Who asks.</summary>
    [Id(8)] public required ProducerVersion Producer { get; init; }

    /// <summary>How far what it rests on is trusted: the least trust of its sources.</summary>
    [Id(9)] public float Trust { get; init; } = 1;
}

/// <summary>What an update changes of a record; the rest stays.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.RecordEdit")]
public sealed record RecordEdit
{
    /// <summary>Names to add to <see cref="MemoryRecord.Aliases"/>.</summary>
    [Id(0)] public ImmutableArray<string> AddAliases { get; init; } = [];

    /// <summary>When it stopped holding; null leaves it.</summary>
    [Id(1)] public DateTimeOffset? ValidTo { get; init; }
}
