using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Derivation;

/// <summary>A memory as stages see it that change it by proposals: they read, think as long as they like, and propose against what they read.</summary>
[Alias("agentgrains.IProposalSink")]
internal interface IProposalSink : ITenantOwned
{
    /// <summary>What is known of the matter of each unit, now.</summary>
    [Alias("FindRelated"), AlwaysInterleave]
    ValueTask<RelatedFinds> FindRelatedAsync(ImmutableArray<KeyedUnit> units);

    /// <summary>What was derived from any of the turns, replaced records included.</summary>
    [Alias("FindDerived"), AlwaysInterleave]
    ValueTask<DerivedFinds> FindDerivedAsync(ImmutableArray<MemoryId> turns);

    /// <summary>Makes proposals durable, all or none.</summary>
    /// <param name="proposals">The proposals; those whose keys are known are done already.</param>
    /// <param name="readAt">The revision that they were made from.</param>
    /// <returns>False when memory has moved on since then: nothing was changed.</returns>
    /// <inheritdoc cref="IMemoryGrain.RememberAsync" path="/exception"/>
    [Alias("Propose")]
    ValueTask<bool> ProposeAsync(ImmutableArray<MemoryProposal> proposals, long readAt);

    /// <summary>Forgets whatever was derived from a record that was forgotten. Repeatable.</summary>
    [Alias("Retract")]
    ValueTask RetractAsync(MemoryId source);

    /// <summary>What was retracted may be derived from again: its record was released.</summary>
    [Alias("Restore")]
    ValueTask RestoreAsync(MemoryId source);
}

/// <summary>A statement and the key its operation will have.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.KeyedUnit")]
internal sealed record KeyedUnit([property: Id(0)] string Key, [property: Id(1)] ExtractedUnit Unit, [property: Id(2)] ProducerVersion Producer)
{
    /// <summary>The least trust of the turns it was taken from.</summary>
    [Id(3)] public float Trust { get; init; } = 1;
}

/// <summary>What was derived from turns.</summary>
/// <param name="Records">The records.</param>
/// <param name="Revision">What they were read at.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.DerivedFinds")]
internal sealed record DerivedFinds([property: Id(0)] ImmutableArray<DerivedRecord> Records, [property: Id(1)] long Revision);

/// <summary>One record that was derived from turns.</summary>
/// <param name="Record">The record.</param>
/// <param name="Stands">Whether it is believed, or was replaced by what is, in the end.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.DerivedRecord")]
internal sealed record DerivedRecord([property: Id(0)] MemoryRecord Record, [property: Id(1)] bool Stands);

/// <summary>What is known of several statements' matters.</summary>
/// <param name="Units">One entry per unit.</param>
/// <param name="Revision">What it was read at.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.RelatedFinds")]
internal sealed record RelatedFinds([property: Id(0)] ImmutableArray<RelatedRecords> Units, [property: Id(1)] long Revision);

/// <summary>What is known of one statement's matter.</summary>
/// <param name="IsDone">An operation with the unit's key was applied.</param>
/// <param name="Similar">Records of its slot, names or text.</param>
/// <param name="Neighbours">Records that share entities with it.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.RelatedRecords")]
internal sealed record RelatedRecords(
    [property: Id(0)] bool IsDone, [property: Id(1)] ImmutableArray<MemoryRecord> Similar, [property: Id(2)] ImmutableArray<MemoryRecord> Neighbours);
