using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>A way of doing something, in words or as the name of a routine of the caller's.</summary>
/// <param name="Name">Names it within its bank.</param>
/// <param name="Text">How it is done.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.Skill")]
public sealed record Skill([property: Id(0)] string Name, [property: Id(1)] string Text);

/// <summary>Skills chosen for a piece of work.</summary>
/// <param name="Version">The version of the bank they are of.</param>
/// <param name="Context">What the work is, as the caller named it.</param>
/// <param name="Skills">The skills, the most promising first.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.SkillChoice")]
public sealed record SkillChoice([property: Id(0)] int Version, [property: Id(1)] string Context, [property: Id(2)] ImmutableArray<Skill> Skills);

/// <summary>A bank as it stands.</summary>
/// <param name="Current">The version in use.</param>
/// <param name="Best">The version that did best; a new one is judged against it, and a worse one gives way to it.</param>
/// <param name="Versions">Every version, oldest first.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.SkillBankView")]
public sealed record SkillBankView([property: Id(0)] int Current, [property: Id(1)] int Best, [property: Id(2)] ImmutableArray<SkillVersion> Versions);

/// <summary>One version of a bank.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Skills">Its skills.</param>
/// <param name="Note">What its designer said about it.</param>
/// <param name="Trials">Rewards it was given.</param>
/// <param name="Mean">Their mean, 0 to 1; 0 when there are none.</param>
/// <param name="IsRolledBack">Whether it was found worse than the best one and given up. What was tried and failed is worth showing to a designer.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.SkillVersion")]
public sealed record SkillVersion(
    [property: Id(0)] int Number, [property: Id(1)] ImmutableArray<Skill> Skills, [property: Id(2)] string? Note,
    [property: Id(3)] int Trials, [property: Id(4)] double Mean, [property: Id(5)] bool IsRolledBack);
