using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>A working memory as it stands, without the steps of closed subgoals and the contents of symbols.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.WorkingView")]
public sealed record WorkingView
{
    /// <summary>Numbers of the open subgoals, the current one last.</summary>
    [Id(0)] public ImmutableArray<int> Stack { get; init; } = [];

    /// <summary>Every subgoal, in the order of opening; steps only of those that are open.</summary>
    [Id(1)] public ImmutableArray<Subgoal> Subgoals { get; init; } = [];

    /// <summary>Steps that belong to no subgoal, in order.</summary>
    [Id(2)] public ImmutableArray<WorkingStep> Steps { get; init; } = [];

    /// <summary>Every symbol, by name.</summary>
    [Id(3)] public ImmutableArray<SymbolInfo> Symbols { get; init; } = [];

    /// <summary>The core blocks, by name.</summary>
    [Id(4)] public ImmutableArray<CoreBlock> Blocks { get; init; } = [];

    /// <summary>Position of the last edit.</summary>
    [Id(5)] public long Sequence { get; init; }
}

/// <summary>A part of the task, worked on by itself.</summary>
/// <param name="Number">From 1, in the order of opening.</param>
/// <param name="Parent">The subgoal it is under; 0 when none.</param>
/// <param name="Goal">What is to be reached.</param>
/// <param name="IsOpen">Whether it is being worked on.</param>
/// <param name="Summary">What came of it when it was last closed; null when it never was.</param>
/// <param name="Steps">What happened in it, in order.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.Subgoal")]
public sealed record Subgoal(
    [property: Id(0)] int Number, [property: Id(1)] int Parent, [property: Id(2)] string Goal, [property: Id(3)] bool IsOpen,
    [property: Id(4)] string? Summary, [property: Id(5)] ImmutableArray<WorkingStep> Steps);

/// <summary>A name that stands for a long content.</summary>
/// <param name="Name">The name; a text mentions it as <c>&lt;|name|&gt;</c>.</param>
/// <param name="Bytes">Size of its content in UTF-8.</param>
/// <param name="Version">How often it was defined.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.SymbolInfo")]
public sealed record SymbolInfo([property: Id(0)] string Name, [property: Id(1)] int Bytes, [property: Id(2)] int Version);

/// <summary>A short text that is always in the agent's context, such as who it is or whom it talks to.</summary>
/// <param name="Name">Its name: persona, human, or one of your own.</param>
/// <param name="Text">Its text.</param>
/// <param name="Version">Grows by one with every write; a writer must name the one it read.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.CoreBlock")]
public sealed record CoreBlock([property: Id(0)] string Name, [property: Id(1)] string Text, [property: Id(2)] int Version);

/// <summary>A working memory written out for a model.</summary>
/// <param name="Text">Core blocks, symbols, what closed subgoals came to, the open ones, and the latest steps, each on a line.</param>
/// <param name="Tokens">Size of the text: UTF-8 bytes divided by four.</param>
/// <param name="LeftOut">Lines that the token budget had no room for.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.WorkingContext")]
public sealed record WorkingContext([property: Id(0)] string Text, [property: Id(1)] int Tokens, [property: Id(2)] int LeftOut);

/// <summary>A text with contents in the place of the symbols it mentions.</summary>
/// <param name="Text">The text. A symbol that is not known, or that holds itself, stays as it was written.</param>
/// <param name="Unknown">Names that are not defined, in the order they were met. Nothing is ever made up for them.</param>
/// <param name="Circular">Names that hold themselves, directly or through others.</param>
/// <param name="IsTruncated">Whether contents were left out because the text would be larger than was asked for.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.SymbolExpansion")]
public sealed record SymbolExpansion(
    [property: Id(0)] string Text, [property: Id(1)] ImmutableArray<string> Unknown, [property: Id(2)] ImmutableArray<string> Circular,
    [property: Id(3)] bool IsTruncated);
