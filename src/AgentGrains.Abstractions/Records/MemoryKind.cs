namespace AgentGrains;

/// <summary>What a memory is. Each kind belongs to one <see cref="MemoryType"/>, which decides the grain that owns it.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.MemoryKind")]
public enum MemoryKind : byte
{
    /// <summary>One utterance of a conversation, as it was said. Episodic.</summary>
    Turn = 0,

    /// <summary>Something that happened, told in one self-contained statement. Episodic.</summary>
    Event = 1,

    /// <summary>What is held to be true: a fact, preference, relation or decision. Semantic.</summary>
    Belief = 2,

    /// <summary>A summary or remark about other memories. Semantic.</summary>
    Note = 3,

    /// <summary>A document, file or link with a caption. Semantic.</summary>
    Resource = 4,

    /// <summary>A reusable, parameterised idea distilled from solved problems. Procedural.</summary>
    Concept = 5,

    /// <summary>How something is done, step by step. Procedural.</summary>
    Procedure = 6,

    /// <summary>A task with its plan and outcome. Procedural.</summary>
    Case = 7,

    /// <summary>What a failure or success taught. Procedural.</summary>
    Lesson = 8,
}

/// <summary>The three durable memories of a scope. Each is one grain with its own journal and index.</summary>
/// <remarks>The numbers are persisted inside <see cref="MemoryId"/>: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.MemoryType")]
public enum MemoryType : byte
{
    /// <summary>The log of what happened; the source that everything else is derived from.</summary>
    Episodic = 0,

    /// <summary>What is known: beliefs, notes, resources.</summary>
    Semantic = 1,

    /// <summary>What is known to work: concepts, procedures, cases, lessons.</summary>
    Procedural = 2,
}

/// <summary>Where a record stands between being believed and being gone.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.EpistemicStatus")]
public enum EpistemicStatus : byte
{
    /// <summary>Believed and recalled.</summary>
    Active = 0,

    /// <summary>Held tentatively; recalled.</summary>
    Exploratory = 1,

    /// <summary>Derived by a producer and not yet confirmed; recalled.</summary>
    Inferred = 2,

    /// <summary>Replaced by a newer version; recalled only as of a time before it was replaced.</summary>
    Superseded = 3,

    /// <summary>Held back by the guard; never recalled until released.</summary>
    Quarantined = 4,

    /// <summary>Forgotten; never recalled again, not even as of an earlier time.</summary>
    Tombstone = 5,
}

/// <summary>Where each kind lives.</summary>
public static class MemoryKinds
{
    /// <summary>The memory that owns records of <paramref name="kind"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a defined kind.</exception>
    public static MemoryType TypeOf(MemoryKind kind) => kind switch
    {
        MemoryKind.Turn or MemoryKind.Event => MemoryType.Episodic,
        MemoryKind.Belief or MemoryKind.Note or MemoryKind.Resource => MemoryType.Semantic,
        MemoryKind.Concept or MemoryKind.Procedure or MemoryKind.Case or MemoryKind.Lesson => MemoryType.Procedural,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a defined memory kind."),
    };
}
