using System.Collections.Immutable;

namespace AgentGrains.Engine.Working;

/// <summary>
/// What the edits of a session add up to: a stack of subgoals (HiAgent: the subgoal as chunk), symbols and core blocks. The same operations
/// give the same state, whoever folds them and when. Closing hides a subgoal's steps and keeps them.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed partial record WorkingState
{
    /// <summary>Nothing yet.</summary>
    public static WorkingState Empty { get; } = new();

    /// <summary>Position of the last operation.</summary>
    public long Sequence { get; private init; }

    /// <summary>Numbers of the open subgoals, the current one last.</summary>
    public ImmutableList<int> Stack { get; private init; } = [];

    /// <summary>Every subgoal; number n is at n - 1.</summary>
    public ImmutableList<SubgoalState> Subgoals { get; private init; } = [];

    /// <summary>Steps that belong to no subgoal.</summary>
    public ImmutableList<WorkingStep> Steps { get; private init; } = [];

    /// <summary>Number of all steps.</summary>
    public int StepCount { get; private init; }

    /// <summary>Bytes of all contents of symbols.</summary>
    public long SymbolBytes { get; private init; }

    internal ImmutableSortedDictionary<string, (string Content, SymbolInfo Info)> Symbols { get; private init; } =
        ImmutableSortedDictionary.Create<string, (string, SymbolInfo)>(StringComparer.Ordinal);

    internal ImmutableSortedDictionary<string, CoreBlock> Blocks { get; private init; } = ImmutableSortedDictionary.Create<string, CoreBlock>(StringComparer.Ordinal);

    private ImmutableDictionary<string, (ulong Hash, WorkingReceipt Receipt)> Keys { get; init; } =
        ImmutableDictionary.Create<string, (ulong, WorkingReceipt)>(StringComparer.Ordinal);

    /// <summary>The current subgoal's number; 0 when none is open.</summary>
    public int Current => Stack.Count == 0 ? 0 : Stack[^1];

    /// <summary>The content of a symbol; null when it is not defined.</summary>
    public string? ContentOf(string symbol) => Symbols.TryGetValue(symbol, out var known) ? known.Content : null;

    /// <summary>One subgoal with its exact steps; null when there is none of that number.</summary>
    public Subgoal? SubgoalOf(int number) => number >= 1 && number <= Subgoals.Count ? Subgoals[number - 1].ToSubgoal(withSteps: true) : null;

    /// <summary>The state as callers see it.</summary>
    public WorkingView View => new()
    {
        Stack = [.. Stack],
        Subgoals = [.. Subgoals.Select(subgoal => subgoal.ToSubgoal(subgoal.IsOpen))],
        Steps = [.. Steps],
        Symbols = [.. Symbols.Values.Select(symbol => symbol.Info)],
        Blocks = [.. Blocks.Values],
        Sequence = Sequence,
    };

    internal SubgoalState this[int number] => Subgoals[number - 1];
}

/// <summary>One subgoal of a <see cref="WorkingState"/>.</summary>
/// <inheritdoc cref="Subgoal" path="/param"/>
public sealed record SubgoalState(int Number, int Parent, string Goal, bool IsOpen, string? Summary, ImmutableList<WorkingStep> Steps)
{
    internal Subgoal ToSubgoal(bool withSteps) => new(Number, Parent, Goal, IsOpen, Summary, withSteps ? [.. Steps] : []);
}
