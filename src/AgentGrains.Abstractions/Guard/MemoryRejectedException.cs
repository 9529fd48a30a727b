using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>The guard refused a write. Nothing of its call was written.</summary>
/// <param name="item">Position of the refused draft in its call, from 0.</param>
/// <param name="reasons">Why.</param>
/// <param name="message">Why, in words, and what to do.</param>
[GenerateSerializer, Alias("agentgrains.MemoryRejectedException")]
public sealed class MemoryRejectedException(int item, ImmutableArray<GuardReason> reasons, string message) : AgentGrainsException(message)
{
    /// <summary>Position of the refused draft in its call, from 0.</summary>
    [Id(0)] public int Item { get; } = item;

    /// <summary>Why.</summary>
    [Id(1)] public ImmutableArray<GuardReason> Reasons { get; } = reasons;
}
