namespace AgentGrains.Silo;

/// <summary>A session's working memory as it stands.</summary>
/// <param name="Stack">Numbers of the open subgoals, the current one last.</param>
/// <param name="Subgoals">Every subgoal; steps only of those that are open.</param>
/// <param name="Steps">Steps that belong to no subgoal.</param>
/// <param name="Symbols">Names that stand for long contents.</param>
/// <param name="Blocks">The core blocks.</param>
/// <param name="Sequence">Position of the last edit; 0 for a session that was never written to.</param>
internal sealed record SessionBody(
    IReadOnlyList<int> Stack, IReadOnlyList<SubgoalBody> Subgoals, IReadOnlyList<StepBody> Steps, IReadOnlyList<SymbolBody> Symbols,
    IReadOnlyList<BlockBody> Blocks, long Sequence)
{
    /// <summary>Writes a view.</summary>
    public static SessionBody From(WorkingView view) => new(
        [.. view.Stack], [.. view.Subgoals.Select(SubgoalBody.From)], [.. view.Steps.Select(StepBody.From)],
        [.. view.Symbols.Select(symbol => new SymbolBody(symbol.Name, symbol.Bytes, symbol.Version))],
        [.. view.Blocks.Select(block => new BlockBody(block.Name, block.Text, block.Version))], view.Sequence);
}

/// <summary>A part of the task.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Parent">The subgoal it is under; 0 when none.</param>
/// <param name="Goal">What is to be reached.</param>
/// <param name="IsOpen">Whether it is being worked on.</param>
/// <param name="Summary">What came of it when it was last closed.</param>
/// <param name="Steps">What happened in it.</param>
internal sealed record SubgoalBody(int Number, int Parent, string Goal, bool IsOpen, string? Summary, IReadOnlyList<StepBody> Steps)
{
    /// <summary>Writes a subgoal.</summary>
    public static SubgoalBody From(Subgoal subgoal) =>
        new(subgoal.Number, subgoal.Parent, subgoal.Goal, subgoal.IsOpen, subgoal.Summary, [.. subgoal.Steps.Select(StepBody.From)]);
}

/// <summary>One thing that happened.</summary>
internal sealed record StepBody
{
    /// <summary>message, answer, action, observation or thought.</summary>
    public string? Kind { get; init; }

    /// <summary>What was said, done or seen.</summary>
    public string? Text { get; init; }

    /// <summary>Who said it, or which tool was called.</summary>
    public string? Actor { get; init; }

    /// <summary>When; now when left out.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Writes a step.</summary>
    public static StepBody From(WorkingStep step) => new() { Kind = EnumName.Of(step.Kind), Text = step.Text, Actor = step.Actor, At = step.At };

    /// <summary>The step that the body asks for.</summary>
    public WorkingStep ToStep(string field) =>
        new(EnumName.Parse<StepKind>($"{field}.kind", Kind), Required.Text($"{field}.text", Text), Actor, At ?? default);
}

/// <summary>A name that stands for a long content.</summary>
/// <param name="Name">A text mentions it as &lt;|name|&gt;.</param>
/// <param name="Bytes">Size of its content in UTF-8.</param>
/// <param name="Version">How often it was defined.</param>
internal sealed record SymbolBody(string Name, int Bytes, int Version);

/// <summary>A short text that is always in the agent's context.</summary>
/// <param name="Name">persona, human, or one of your own.</param>
/// <param name="Text">Its text.</param>
/// <param name="Version">Name it when you write the block.</param>
internal sealed record BlockBody(string Name, string Text, int Version);

/// <summary>A working memory written out for a model.</summary>
/// <param name="Text">Core blocks, symbols, subgoals and the latest steps.</param>
/// <param name="Tokens">Its size: UTF-8 bytes divided by four.</param>
/// <param name="LeftOut">Lines that the budget had no room for.</param>
internal sealed record SessionContextBody(string Text, int Tokens, int LeftOut);
