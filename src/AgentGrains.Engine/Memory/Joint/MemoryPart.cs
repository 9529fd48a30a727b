using System.Collections.Immutable;

namespace AgentGrains.Engine.Memory.Joint;

/// <summary>How far a joint index has followed one part: everything it knows of that part was so after this operation.</summary>
/// <param name="Versions">Versions it has indexed, from the first.</param>
/// <param name="Sequence">The part's last operation by then.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.PartPlace")]
public readonly record struct PartPlace([property: Id(0)] int Versions, [property: Id(1)] long Sequence);

/// <summary>One version of a part, as an index of several parts must hold it.</summary>
/// <param name="Ordinal">Its ordinal in the part.</param>
/// <param name="Record">What is indexed of it, without its vector; null when it is gone.</param>
/// <param name="Zone">Its zone: what is archived only deep searches see.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.PartVersion")]
public sealed record PartVersion([property: Id(0)] int Ordinal, [property: Id(1)] MemoryRecord? Record, [property: Id(2)] MemoryZone Zone);

/// <summary>What one part of a memory has to say of a question, and how it changed since it was last asked (docs/big-scopes.md).</summary>
/// <param name="Place">Where <see cref="Changes"/> lead to.</param>
/// <param name="IsAll">Whether that is all of the part; otherwise ask again from there.</param>
/// <param name="Changes">Versions that changed, by ordinal.</param>
/// <param name="Visible">A bit for each version that the question may see, by ordinal; default when it may see all.</param>
/// <param name="Priors">What doubt adds to the fused score of each version, by ordinal; default when nothing is doubted.</param>
/// <param name="Cosines">Cosine of each version with the question, by ordinal, not a number without a vector of its model; default when none has one.</param>
/// <param name="Standing">What stands in context anyway; null when nothing does.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.MemoryPart")]
public sealed record MemoryPart(
    [property: Id(0)] PartPlace Place, [property: Id(1)] bool IsAll, [property: Id(2)] ImmutableArray<PartVersion> Changes,
    [property: Id(3)] ImmutableArray<byte> Visible, [property: Id(4)] ImmutableArray<float> Priors, [property: Id(5)] ImmutableArray<float> Cosines,
    [property: Id(6)] StandingContext? Standing);
