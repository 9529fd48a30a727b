namespace AgentGrains;

/// <summary>
/// One change of a working memory; the only way it changes. Make one with the methods of this class.
/// </summary>
/// <remarks>Immutable and thread-safe. Field numbers are persisted.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.WorkingEdit")]
public sealed record WorkingEdit
{
    /// <summary>What is done.</summary>
    [Id(0)] public WorkingEditKind Kind { get; init; }

    /// <summary>
    /// Idempotency key, unique within one working memory: a second edit with the same key changes nothing and returns the first receipt.
    /// Null lets the client make one per call.
    /// </summary>
    [Id(1)] public string? Key { get; init; }

    /// <summary>The goal, summary, content or text.</summary>
    [Id(2)] public string? Text { get; init; }

    /// <summary>Name of a symbol or block.</summary>
    [Id(3)] public string? Name { get; init; }

    /// <summary>Number of a subgoal to close or reopen; 0 means the current one.</summary>
    [Id(4)] public int Subgoal { get; init; }

    /// <summary>The version a block must have; 0 means that it must not be there yet.</summary>
    [Id(5)] public int Version { get; init; }

    /// <summary>The step.</summary>
    [Id(6)] public WorkingStep? Step { get; init; }

    /// <summary>Begins a subgoal under the current one.</summary>
    public static WorkingEdit Open(string goal) => new() { Kind = WorkingEditKind.OpenSubgoal, Text = goal };

    /// <summary>Ends a subgoal: a summary takes the place of its steps, and the one it is under is current again.</summary>
    /// <param name="summary">What came of it; null makes one from its steps.</param>
    /// <param name="subgoal">Its number; 0 means the current one. It must be the current one.</param>
    public static WorkingEdit Close(string? summary = null, int subgoal = 0) => new() { Kind = WorkingEditKind.CloseSubgoal, Text = summary, Subgoal = subgoal };

    /// <summary>Makes a closed subgoal current again, with its exact steps.</summary>
    public static WorkingEdit Reopen(int subgoal) => new() { Kind = WorkingEditKind.ReopenSubgoal, Subgoal = subgoal };

    /// <summary>Adds a step to the current subgoal, or to the session itself when none is open.</summary>
    public static WorkingEdit Add(WorkingStep step) => new() { Kind = WorkingEditKind.AddStep, Step = step };

    /// <summary>Lets <c>&lt;|name|&gt;</c> stand for a long content. A name that is there gets the new content.</summary>
    public static WorkingEdit Define(string name, string content) => new() { Kind = WorkingEditKind.DefineSymbol, Name = name, Text = content };

    /// <summary>Writes a core block, if it still has the version that its writer read.</summary>
    public static WorkingEdit SetBlock(string name, string text, int version) =>
        new() { Kind = WorkingEditKind.SetBlock, Name = name, Text = text, Version = version };
}

/// <summary>What an edit does.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.WorkingEditKind")]
public enum WorkingEditKind : byte
{
    /// <summary>A subgoal begins.</summary>
    OpenSubgoal = 0,

    /// <summary>The current subgoal ends.</summary>
    CloseSubgoal = 1,

    /// <summary>A closed subgoal is current again.</summary>
    ReopenSubgoal = 2,

    /// <summary>Something happened.</summary>
    AddStep = 3,

    /// <summary>A symbol gets its content.</summary>
    DefineSymbol = 4,

    /// <summary>A core block gets its text.</summary>
    SetBlock = 5,
}

/// <summary>Proof that an edit is durable.</summary>
/// <param name="Number">The subgoal opened, closed or reopened; the subgoal a step went to; the version of a block or symbol.</param>
/// <param name="Sequence">Its position in the working memory's journal, from 1.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.WorkingReceipt")]
public sealed record WorkingReceipt([property: Id(0)] int Number, [property: Id(1)] long Sequence);
