using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>A filled form.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.ResolveResult")]
public sealed record ResolveResult
{
    /// <summary>One for each field asked, in order.</summary>
    [Id(0)] public required ImmutableArray<ResolvedField> Fields { get; init; }

    /// <summary><see cref="RecallRemark.Partial"/> when a scope did not answer: a missing field may be known there.</summary>
    [Id(1)] public ImmutableArray<RecallRemark> Flags { get; init; } = [];
}

/// <summary>What is known for one field.</summary>
/// <param name="Name">The field's name, as it was asked.</param>
/// <param name="Outcome">Whether it was filled.</param>
/// <param name="Values">The value, or all values of a field that takes several; all candidates when it is ambiguous; none when missing.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ResolvedField")]
public sealed record ResolvedField(
    [property: Id(0)] string Name, [property: Id(1)] ResolveOutcome Outcome, [property: Id(2)] ImmutableArray<ResolvedValue> Values);

/// <summary>Whether a field was filled.</summary>
[GenerateSerializer, Alias("agentgrains.ResolveOutcome")]
public enum ResolveOutcome : byte
{
    /// <summary>Nothing is believed that it could be filled with.</summary>
    Missing = 0,

    /// <summary>It was filled.</summary>
    Filled = 1,

    /// <summary>Several values, or several subjects, would do: ask.</summary>
    Ambiguous = 2,
}

/// <summary>One value and where it comes from.</summary>
/// <param name="Value">The value, as the slot has it, or as the field's options write it.</param>
/// <param name="Source">The belief.</param>
/// <param name="Scope">The scope that authorised it.</param>
/// <param name="Subject">Whom it is about.</param>
/// <param name="Confidence">The belief's confidence, 0 to 1.</param>
/// <param name="OccurredAt">When it was so, or said to be.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ResolvedValue")]
public sealed record ResolvedValue(
    [property: Id(0)] string Value, [property: Id(1)] MemoryId Source, [property: Id(2)] Scope Scope,
    [property: Id(3)] string Subject, [property: Id(4)] float Confidence, [property: Id(5)] DateTimeOffset OccurredAt);

/// <summary>Beliefs of one memory that could fill fields.</summary>
/// <param name="Field">Position of the field among those asked.</param>
/// <param name="Strength">How surely the predicate is what the field asks for; compared between memories.</param>
/// <param name="Record">The belief.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.SlotMatch")]
public sealed record SlotMatch([property: Id(0)] int Field, [property: Id(1)] int Strength, [property: Id(2)] MemoryRecord Record);
