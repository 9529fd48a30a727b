using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>One self-contained statement taken from turns: names instead of "I" and "she", dates instead of "yesterday".</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record ExtractedUnit
{
    /// <summary>The statement, understandable without its conversation.</summary>
    public required string Text { get; init; }

    /// <summary>What kind of belief it makes.</summary>
    public BeliefType Type { get; init; }

    /// <summary>The turns it was taken from; at least one.</summary>
    public required ImmutableArray<MemoryId> Sources { get; init; }

    /// <summary>When it happened, or was said when the text tells no other time.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="MemoryRecord.ValidFrom"/>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <inheritdoc cref="MemoryRecord.ValidTo"/>
    public DateTimeOffset? ValidTo { get; init; }

    /// <inheritdoc cref="MemoryRecord.Slot"/>
    public Slot? Slot { get; init; }

    /// <summary>The statement ends what <see cref="Slot"/> says ("I no longer …"), or names the value that is over.</summary>
    public bool Negated { get; init; }

    /// <summary>Participants of the statement, as <see cref="MemoryRecord.Arguments"/>: roles such as agent, object, place, time.</summary>
    public ImmutableArray<Argument> Arguments { get; init; } = [];

    /// <inheritdoc cref="MemoryRecord.CanonicalName"/>
    public string? CanonicalName { get; init; }

    /// <inheritdoc cref="MemoryRecord.Aliases"/>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <inheritdoc cref="MemoryRecord.Confidence"/>
    public float Confidence { get; init; } = 1;
}
