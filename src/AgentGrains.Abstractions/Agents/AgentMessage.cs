namespace AgentGrains;

/// <summary>What is said to an agent.</summary>
/// <param name="Text">The words. Not empty, valid UTF-16, at most <see cref="MemoryOptions.MaxTextBytes"/> in UTF-8.</param>
/// <param name="Speaker">Who says it: the name of another agent or person; null means the user.</param>
/// <param name="Note">What the agent that handed the conversation over says about it; shown to the model, not remembered as said.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.AgentMessage")]
public sealed record AgentMessage([property: Id(0)] string Text, [property: Id(1)] string? Speaker = null, [property: Id(2)] string? Note = null);
