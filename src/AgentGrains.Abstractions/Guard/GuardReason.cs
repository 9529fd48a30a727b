using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What made a write suspicious. How sure a model is of itself is never one of these.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.GuardSignal")]
public enum GuardSignal : byte
{
    /// <summary>It says to use one thing in place of another.</summary>
    Redirect = 0,

    /// <summary>It speaks to whoever reads memory: what to answer, ignore, or do from now on.</summary>
    Instruction = 1,

    /// <summary>It asks about one identifier and acts on another.</summary>
    IdSubstitution = 2,

    /// <summary>It holds text that a reader does not see: tags, direction overrides, zero-width or look-alike letters.</summary>
    HiddenText = 3,

    /// <summary>It holds text in an encoding, such as base64.</summary>
    EncodedText = 4,

    /// <summary>It holds a key, token or password.</summary>
    Secret = 5,

    /// <summary>It contradicts what others have said of a single-valued slot.</summary>
    SlotConflict = 6,

    /// <summary>Its source is new to a memory that others have long written to.</summary>
    Novelty = 7,

    /// <summary>It is a shorter form of what the same source wrote just before, as when an injection is whittled down.</summary>
    ShorteningChain = 8,

    /// <summary>It repeats an attack that was caught.</summary>
    Lesson = 9,

    /// <summary>Its source has been refuted, or is blocked.</summary>
    Reputation = 10,

    /// <summary>The application's own policy said so.</summary>
    Policy = 11,

    /// <summary>Somebody asked for it to be held.</summary>
    Request = 12,

    /// <summary>It says what was erased, and the tombstone stands.</summary>
    Erased = 13,
}

/// <summary>One reason of a decision.</summary>
/// <param name="Signal">What was seen.</param>
/// <param name="Weight">How much suspicion it adds, 0 to 1.</param>
/// <param name="Detail">In a few words, without quoting more than identifiers; null when the signal says it all.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.GuardReason")]
public readonly record struct GuardReason([property: Id(0)] GuardSignal Signal, [property: Id(1)] float Weight, [property: Id(2)] string? Detail = null)
{
    /// <summary>The signal's name, its weight and its detail.</summary>
    public override string ToString() => FormattableString.Invariant($"{Signal} {Weight:0.##}{(Detail is null ? "" : $" ({Detail})")}");
}

/// <summary>What became of a write.</summary>
/// <remarks>The numbers are on the wire: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.WriteDisposition")]
public enum WriteDisposition : byte
{
    /// <summary>It is remembered.</summary>
    Stored = 0,

    /// <summary>It is kept, and held back from every recall until it is released.</summary>
    Held = 1,

    /// <summary>It repeats what this memory had just returned: nothing was written, and the receipt is that of the record it repeats.</summary>
    Echo = 2,
}

/// <summary>A record in quarantine.</summary>
/// <param name="Record">The record.</param>
/// <param name="HeldAt">Since when.</param>
/// <param name="Reason">Why, in words: the signals and their weights, or what somebody gave as a reason.</param>
/// <param name="By">Who held it: "guard", or "caller".</param>
[GenerateSerializer, Immutable, Alias("agentgrains.HeldMemory")]
public sealed record HeldMemory(
    [property: Id(0)] MemoryRecord Record, [property: Id(1)] DateTimeOffset HeldAt, [property: Id(2)] string Reason, [property: Id(3)] string By);

/// <summary>A page of records in quarantine.</summary>
/// <param name="Held">In the order they were remembered.</param>
/// <param name="Next">Pass it to get the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.HeldPage")]
public sealed record HeldPage([property: Id(0)] ImmutableArray<HeldMemory> Held, [property: Id(1)] long? Next);
