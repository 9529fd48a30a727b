namespace AgentGrains;

/// <summary>One thing that happened while a subgoal was worked on.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What was said, done or seen. Not empty, valid UTF-16.</param>
/// <param name="Actor">Who said it, or which tool was called.</param>
/// <param name="At">When; the runtime fills it in when it is left out.</param>
/// <remarks>Immutable and thread-safe. Field numbers are persisted.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.WorkingStep")]
public sealed record WorkingStep(
    [property: Id(0)] StepKind Kind, [property: Id(1)] string Text, [property: Id(2)] string? Actor = null, [property: Id(3)] DateTimeOffset At = default);

/// <summary>What a step is.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.StepKind")]
public enum StepKind : byte
{
    /// <summary>Somebody spoke to the agent.</summary>
    Message = 0,

    /// <summary>The agent answered.</summary>
    Answer = 1,

    /// <summary>The agent did something, such as calling a tool.</summary>
    Action = 2,

    /// <summary>What came of it.</summary>
    Observation = 3,

    /// <summary>What the agent noted for itself.</summary>
    Thought = 4,
}
