using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>One self-contained statement taken from turns: names instead of "I" and "she", dates instead of "yesterday".</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.ExtractedUnit")]
public sealed record ExtractedUnit
{
    /// <summary>The statement, understandable without its conversation.</summary>
    [Id(0)] public required string Text { get; init; }

    /// <summary>What kind of belief it makes.</summary>
    [Id(1)] public BeliefType Type { get; init; }

    /// <summary>The turns it was taken from; at least one.</summary>
    [Id(2)] public required ImmutableArray<MemoryId> Sources { get; init; }

    /// <summary>When it happened, or was said when the text tells no other time.</summary>
    [Id(3)] public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="MemoryRecord.ValidFrom"/>
    [Id(4)] public DateTimeOffset? ValidFrom { get; init; }

    /// <inheritdoc cref="MemoryRecord.ValidTo"/>
    [Id(5)] public DateTimeOffset? ValidTo { get; init; }

    /// <inheritdoc cref="MemoryRecord.Slot"/>
    [Id(6)] public Slot? Slot { get; init; }

    /// <summary>The statement ends what <see cref="Slot"/> says ("I no longer …"), or names the value that is over.</summary>
    [Id(7)] public bool Negated { get; init; }

    /// <summary>Participants of the statement, as <see cref="MemoryRecord.Arguments"/>: roles such as agent, object, place, time.</summary>
    [Id(8)] public ImmutableArray<Argument> Arguments { get; init; } = [];

    /// <inheritdoc cref="MemoryRecord.CanonicalName"/>
    [Id(9)] public string? CanonicalName { get; init; }

    /// <inheritdoc cref="MemoryRecord.Aliases"/>
    [Id(10)] public ImmutableArray<string> Aliases { get; init; } = [];

    /// <inheritdoc cref="MemoryRecord.Confidence"/>
    [Id(11)] public float Confidence { get; init; } = 1;

    /// <summary>When it was said; null when only <see cref="OccurredAt"/> is known. What was said later counts, also of the past.</summary>
    [Id(12)] public DateTimeOffset? SaidAt { get; init; }
}
