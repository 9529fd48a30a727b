using System.Collections.Immutable;

namespace AgentGrains.Engine.Consolidation;

/// <summary>What consolidation would do to a record; nothing is done before the memory that owns it has checked it.</summary>
/// <param name="Id">The record.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Gist">The gist to give it.</param>
/// <param name="For">The record that stands for it, or says what its subject is called.</param>
/// <param name="Name">What its subject is called from now on.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ConsolidationStep")]
public sealed record ConsolidationStep(
    [property: Id(0)] MemoryId Id, [property: Id(1)] ConsolidationKind Kind, [property: Id(2)] string? Gist = null, [property: Id(3)] MemoryId? For = null,
    [property: Id(4)] string? Name = null);

/// <summary>What was planned for a piece of a memory.</summary>
/// <param name="Steps">The steps.</param>
/// <param name="Texts">Records that a condenser may condense, with the rules' gist in a step or without one.</param>
/// <param name="Next">Where to go on.</param>
/// <param name="IsEnd">There was nothing more.</param>
/// <param name="Sequence">Position of the journal that it was planned at.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ConsolidationPlan")]
public sealed record ConsolidationPlan(
    [property: Id(0)] ImmutableArray<ConsolidationStep> Steps, [property: Id(1)] ImmutableArray<MemoryRecord> Texts, [property: Id(2)] long Next,
    [property: Id(3)] bool IsEnd, [property: Id(4)] long Sequence)
{
    /// <summary>What the records say, for earlier chapters to be asked; empty in the first chapter, and where there are none.</summary>
    [Id(5)] public ImmutableArray<Saying> Sayings { get; init; } = [];
}

/// <summary>What a record says, and what another one must be to stand for it.</summary>
/// <param name="Id">The record.</param>
/// <param name="Key">Of its words, kind, speaker, day and slot: what has the same key says the same.</param>
/// <param name="Trust">Its trust; nothing that is trusted less stands for it.</param>
/// <param name="HasVector">It has a vector; nothing without one stands for it.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.Saying")]
public readonly record struct Saying(
    [property: Id(0)] MemoryId Id, [property: Id(1)] UInt128 Key, [property: Id(2)] float Trust, [property: Id(3)] bool HasVector);
