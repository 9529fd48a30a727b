using System.Collections.Immutable;

namespace AgentGrains.Silo;

/// <summary>A phase that a scope is to come into.</summary>
internal sealed record MoveBody
{
    /// <summary>The move.</summary>
    public string? Move { get; init; }

    /// <summary>fenced or lifted at a source, receiving, open or abandoned at a target.</summary>
    public string? Phase { get; init; }

    /// <summary>The other end as its clients write it, for fenced and receiving.</summary>
    public string? Elsewhere { get; init; }
}

/// <summary>Where a memory of the scope stands in a move.</summary>
internal sealed record MoveAnswer
{
    /// <summary>The memory.</summary>
    public required string Memory { get; init; }

    /// <summary>The move; null when it was never in one.</summary>
    public string? Move { get; init; }

    /// <summary>Its phase.</summary>
    public required string Phase { get; init; }

    /// <summary>The other end.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>At a target: for each chapter of the source, how many of its operations were taken.</summary>
    public required ImmutableArray<long> Cursors { get; init; }

    /// <summary>Writes a standing.</summary>
    public static MoveAnswer From(MoveStanding standing) => new()
    {
        Memory = EnumName.Of(standing.Memory),
        Move = standing.Move,
        Phase = EnumName.Of(standing.Phase),
        Elsewhere = standing.Elsewhere,
        Cursors = standing.Cursors,
    };

    /// <summary>Reads a standing.</summary>
    public MoveStanding ToStanding() => new(EnumName.Parse<MemoryType>("memory", Memory), Move, EnumName.Parse<MovePhase>("phase", Phase), Elsewhere, Cursors);
}
