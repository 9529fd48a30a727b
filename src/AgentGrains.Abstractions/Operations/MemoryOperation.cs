using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>
/// The only way memory changes. The journal is a list of these; replaying them reproduces the state byte for byte.
/// </summary>
/// <remarks>Immutable and thread-safe. Field numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.MemoryOperation")]
public sealed record MemoryOperation
{
    /// <summary>What is done.</summary>
    [Id(0)] public OperationKind Kind { get; init; }

    /// <summary>Position in the memory, ascending; from 1 and without gaps within one chapter (<see cref="MemoryOptions.ChapterRecords"/>).</summary>
    [Id(1)] public long Sequence { get; init; }

    /// <summary>When it was accepted.</summary>
    [Id(2)] public DateTimeOffset At { get; init; }

    /// <summary>Idempotency key, unique within one journal.</summary>
    [Id(3)] public required string Key { get; init; }

    /// <summary>Hash of what the caller asked for: the same key with another hash is a conflict.</summary>
    [Id(4)] public ulong ContentHash { get; init; }

    /// <summary>The record it acts on; for <see cref="OperationKind.Add"/> the record it makes.</summary>
    [Id(5)] public MemoryId Target { get; init; }

    /// <summary>The new record of an Add, Update or Supersede.</summary>
    [Id(6)] public MemoryRecord? Record { get; init; }

    /// <summary>The other end of a Link.</summary>
    [Id(7)] public MemoryId? LinkedTo { get; init; }

    /// <summary>The vector of an Embed, or the original that a Reinforce or Retier restores.</summary>
    [Id(8)] public StoredVector? Vector { get; init; }

    /// <summary>Why it was done.</summary>
    [Id(9)] public string? Reason { get; init; }

    /// <summary>What it rests on.</summary>
    [Id(10)] public ImmutableArray<MemoryId> Evidence { get; init; } = [];

    /// <summary>Who did it: "caller", or the stage and its version.</summary>
    [Id(11)] public string Producer { get; init; } = "caller";

    /// <summary>The target's life signals after a Reinforce or Retier; null in a Reinforce of an older journal, which counts one access.</summary>
    [Id(12)] public LifeSignals? Life { get; init; }

    /// <summary>The gist of a Condense; null takes the target's away.</summary>
    [Id(13)] public string? Gist { get; init; }

    /// <summary>The import that brought it here; null when it was done here.</summary>
    [Id(20)] public ImportNote? Import { get; init; }

    /// <summary>What a Tombstone keeps of the erased text: a salt, and twelve bits of a salted hash for each word; never the text.</summary>
    [Id(21)] public ImmutableArray<byte> Sketch { get; init; } = [];

    /// <summary>What a Stage says of its run; null in what was erased, and in a cube.</summary>
    [Id(22)] public StageNote? Stage { get; init; }

    /// <summary>What a Fence says of its move; null in a cube.</summary>
    [Id(23)] public FenceNote? Fence { get; init; }
}

/// <summary>What an operation does.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.OperationKind")]
public enum OperationKind : byte
{
    /// <summary>A new record.</summary>
    Add = 0,

    /// <summary>A new version of the target's content.</summary>
    Update = 1,

    /// <summary>A new record takes the target's place; the target stays, as history.</summary>
    Supersede = 2,

    /// <summary>The target is forgotten.</summary>
    Delete = 3,

    /// <summary>The target was useful: its life signals rise.</summary>
    Reinforce = 4,

    /// <summary>The target and another record are connected.</summary>
    Link = 5,

    /// <summary>The target is held back from recall.</summary>
    Quarantine = 6,

    /// <summary>The target is recalled again.</summary>
    Release = 7,

    /// <summary>The target gets the vector of one embedding model.</summary>
    Embed = 8,

    /// <summary>The target's zone changes, and with it the precision of its vector.</summary>
    Retier = 9,

    /// <summary>The target gets a gist, which contexts show in its text's place; the text stays.</summary>
    Condense = 10,

    /// <summary>The journal takes no more new records: they go to the memory's next chapter. It acts on no record.</summary>
    Seal = 12,

    /// <summary>Stands where an erased record was made or got a new version; nothing of it is left but the id and its place. What it had replaced stays replaced.</summary>
    Erased = 14,

    /// <summary>Stands where something else was done to an erased record. Nothing of it is left but the id.</summary>
    ErasedChange = 15,

    /// <summary>An import of a cube is planned: what conflicts is in the evidence.</summary>
    Import = 20,

    /// <summary>The memory comes into the next phase of a move between clusters. It acts on no record.</summary>
    Fence = 21,

    /// <summary>What the erased target said is refused while this stands. It acts on no record.</summary>
    Tombstone = 22,

    /// <summary>The tombstone of the target stands no more.</summary>
    Lifted = 23,

    /// <summary>A step of a run is proposed for the target, or a staged run comes into its next phase. It changes no record.</summary>
    Stage = 24,
}
