using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>An agent's answer.</summary>
/// <param name="Text">The answer; numbers in brackets refer to <paramref name="Evidence"/>, counted from 1.</param>
/// <param name="Evidence">What it was given to answer from.</param>
/// <param name="Receipts">The writes that remembered the turn: what was said, then tool results, then the answer.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.AgentReply")]
public sealed record AgentReply(
    [property: Id(0)] string Text, [property: Id(1)] ImmutableArray<Evidence> Evidence, [property: Id(2)] ImmutableArray<MemoryReceipt> Receipts)
{
    /// <summary>Every tool call of the turn, in order, with what came of it.</summary>
    [Id(3)] public ImmutableArray<ToolCall> Tools { get; init; } = [];

    /// <summary>The agent that answered; after a handoff it is not the one that was asked.</summary>
    [Id(4)] public string? Agent { get; init; }

    /// <summary>The agent that should go on with the conversation; the client follows it, so that callers see it only when there were too many.</summary>
    [Id(5)] public string? HandTo { get; init; }

    /// <summary>What the agent that handed over said about it.</summary>
    [Id(6)] public string? HandNote { get; init; }
}

/// <summary>One call of a tool by a model.</summary>
/// <param name="Tool">The function as the model named it, such as <c>orders_status</c>.</param>
/// <param name="Arguments">Its arguments as JSON.</param>
/// <param name="Result">What the model was told: the result, or what went wrong.</param>
/// <param name="Outcome">How it ended.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ToolCall")]
public sealed record ToolCall(
    [property: Id(0)] string Tool, [property: Id(1)] string Arguments, [property: Id(2)] string Result, [property: Id(3)] ToolOutcome Outcome);

/// <summary>How a tool call ended.</summary>
/// <remarks>The numbers travel on the wire: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.ToolOutcome")]
public enum ToolOutcome : byte
{
    /// <summary>It answered.</summary>
    Answered = 0,

    /// <summary>It threw, also because its arguments were missing or of the wrong form.</summary>
    Failed = 1,

    /// <summary>It took longer than it may.</summary>
    TimedOut = 2,

    /// <summary>The agent has no such tool.</summary>
    Unknown = 3,

    /// <summary>It was not called: the turn's budget of tool calls was spent.</summary>
    OverBudget = 4,
}

/// <summary>Something that happened in a turn.</summary>
/// <param name="Kind">What.</param>
/// <param name="Text">A piece of the answer, for <see cref="AgentUpdateKind.Text"/>; the tool's name, for <see cref="AgentUpdateKind.ToolCalled"/>.</param>
/// <param name="Tool">The call, for <see cref="AgentUpdateKind.ToolEnded"/>.</param>
/// <param name="Reply">The whole reply, for <see cref="AgentUpdateKind.Done"/>.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.AgentUpdate")]
public sealed record AgentUpdate(
    [property: Id(0)] AgentUpdateKind Kind, [property: Id(1)] string? Text = null, [property: Id(2)] ToolCall? Tool = null,
    [property: Id(3)] AgentReply? Reply = null)
{
    /// <summary>What was recalled, for <see cref="AgentUpdateKind.Recalled"/>.</summary>
    [Id(4)] public ImmutableArray<Evidence> Evidence { get; init; } = [];
}

/// <summary>What an update tells.</summary>
/// <remarks>The numbers travel on the wire: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.AgentUpdateKind")]
public enum AgentUpdateKind : byte
{
    /// <summary>The evidence is there.</summary>
    Recalled = 0,

    /// <summary>A piece of the answer.</summary>
    Text = 1,

    /// <summary>A tool is being called.</summary>
    ToolCalled = 2,

    /// <summary>A tool call ended.</summary>
    ToolEnded = 3,

    /// <summary>The conversation is handed to another agent, whose updates follow.</summary>
    HandedOver = 4,

    /// <summary>The turn is remembered and over.</summary>
    Done = 5,
}
