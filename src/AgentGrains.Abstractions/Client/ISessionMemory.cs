using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>The working memory of one session. Every change is durable when it returns; retries can double nothing.</summary>
/// <remarks>Thread-safe.</remarks>
public interface ISessionMemory
{
    /// <summary>Whose session it is.</summary>
    Scope Scope { get; }

    /// <summary>The session's name.</summary>
    string Session { get; }

    /// <inheritdoc cref="IWorkingMemoryGrain.ApplyAsync"/>
    ValueTask<ImmutableArray<WorkingReceipt>> ApplyAsync(IReadOnlyCollection<WorkingEdit> edits, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IWorkingMemoryGrain.GetAsync"/>
    ValueTask<WorkingView> GetAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IWorkingMemoryGrain.GetSubgoalAsync"/>
    ValueTask<Subgoal?> GetSubgoalAsync(int subgoal, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IWorkingMemoryGrain.RenderAsync"/>
    ValueTask<WorkingContext> RenderAsync(int tokenBudget = 2000, bool withMessages = true, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IWorkingMemoryGrain.ExpandAsync"/>
    ValueTask<SymbolExpansion> ExpandAsync(string text, int maxBytes = 256 * 1024, CancellationToken cancellationToken = default);

    /// <summary>Removes the session's working memory from storage.</summary>
    ValueTask EraseAsync(CancellationToken cancellationToken = default);
}

/// <summary>Shorter ways to change a working memory.</summary>
public static class SessionMemoryExtensions
{
    /// <summary>Makes one edit; returns when it is durable.</summary>
    /// <inheritdoc cref="IWorkingMemoryGrain.ApplyAsync" path="/exception"/>
    public static async ValueTask<WorkingReceipt> ApplyAsync(this ISessionMemory memory, WorkingEdit edit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return (await memory.ApplyAsync([edit], cancellationToken))[0];
    }

    /// <summary>Begins a subgoal under the current one and returns its number.</summary>
    public static async ValueTask<int> OpenSubgoalAsync(this ISessionMemory memory, string goal, CancellationToken cancellationToken = default) =>
        (await memory.ApplyAsync(WorkingEdit.Open(goal), cancellationToken)).Number;

    /// <summary>Ends the current subgoal and returns its number.</summary>
    public static async ValueTask<int> CloseSubgoalAsync(this ISessionMemory memory, string? summary = null, CancellationToken cancellationToken = default) =>
        (await memory.ApplyAsync(WorkingEdit.Close(summary), cancellationToken)).Number;

    /// <summary>Makes a closed subgoal current again and returns it with its exact steps.</summary>
    public static async ValueTask<Subgoal> ReopenSubgoalAsync(this ISessionMemory memory, int subgoal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(memory);
        await memory.ApplyAsync(WorkingEdit.Reopen(subgoal), cancellationToken);
        return (await memory.GetSubgoalAsync(subgoal, cancellationToken))!;
    }

    /// <summary>Adds what was done and what came of it.</summary>
    public static async ValueTask AddAsync(
        this ISessionMemory memory, string action, string observation, string? actor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(memory);
        await memory.ApplyAsync(
            [WorkingEdit.Add(new WorkingStep(StepKind.Action, action, actor)), WorkingEdit.Add(new WorkingStep(StepKind.Observation, observation, actor))],
            cancellationToken);
    }

    /// <summary>Lets a symbol stand for a long content, and returns how a text mentions it.</summary>
    public static async ValueTask<string> DefineAsync(this ISessionMemory memory, string name, string content, CancellationToken cancellationToken = default)
    {
        await memory.ApplyAsync(WorkingEdit.Define(name, content), cancellationToken);
        return $"<|{name}|>";
    }

    /// <summary>Writes a core block if it still has the version that was read (0 when there was none), and returns the new version.</summary>
    /// <exception cref="BlockConflictException">It has another version.</exception>
    public static async ValueTask<int> SetBlockAsync(
        this ISessionMemory memory, string name, string text, int version, CancellationToken cancellationToken = default) =>
        (await memory.ApplyAsync(WorkingEdit.SetBlock(name, text, version), cancellationToken)).Number;
}
