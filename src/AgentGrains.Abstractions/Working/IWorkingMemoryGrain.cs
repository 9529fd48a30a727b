using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>
/// What one session is working on: a stack of subgoals with their steps, symbols for long contents, and core blocks. Durable at every
/// step, one writer; reads interleave. The key is <c>tenant/scope/session</c>.
/// </summary>
[Alias("agentgrains.IWorkingMemoryGrain")]
public interface IWorkingMemoryGrain : ITenantOwned
{
    /// <summary>Makes all edits, or none: they become durable in one commit.</summary>
    /// <returns>One receipt per edit, in order. An edit whose key is known gets its first receipt again.</returns>
    /// <exception cref="InvalidMemoryException">An edit is not valid, or does not fit what is there.</exception>
    /// <exception cref="BlockConflictException">A core block has another version than its writer read.</exception>
    /// <exception cref="LimitExceededException">A limit of <see cref="WorkingMemoryOptions"/> is reached.</exception>
    /// <exception cref="WriteUncertainException">Storage failed; retry with the same keys.</exception>
    /// <exception cref="JournalCorruptedException">What storage holds is damaged.</exception>
    [Alias("Apply")]
    ValueTask<ImmutableArray<WorkingReceipt>> ApplyAsync(ImmutableArray<WorkingEdit> edits, CancellationToken cancellationToken);

    /// <summary>How it stands.</summary>
    [Alias("Get"), AlwaysInterleave]
    ValueTask<WorkingView> GetAsync(CancellationToken cancellationToken);

    /// <summary>One subgoal with its exact steps, also when it is closed; null when there is none of that number.</summary>
    [Alias("GetSubgoal"), AlwaysInterleave]
    ValueTask<Subgoal?> GetSubgoalAsync(int subgoal, CancellationToken cancellationToken);

    /// <summary>Writes it out for a model. Blocks, goals and the latest steps come before older ones when not all fits.</summary>
    /// <param name="tokenBudget">Most tokens, at least 1.</param>
    /// <param name="withMessages">False leaves out what was said and answered outside subgoals: an agent's model sees that as messages.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("Render"), AlwaysInterleave]
    ValueTask<WorkingContext> RenderAsync(int tokenBudget, bool withMessages, CancellationToken cancellationToken);

    /// <summary>Puts contents in the place of the symbols that a text mentions, and of those that the contents mention.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxBytes">Largest result, in UTF-8 bytes.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("Expand"), AlwaysInterleave]
    ValueTask<SymbolExpansion> ExpandAsync(string text, int maxBytes, CancellationToken cancellationToken);

    /// <summary>Removes it from storage. Repeatable.</summary>
    [Alias("Erase")]
    ValueTask EraseAsync(CancellationToken cancellationToken);
}

/// <summary>
/// The sessions of a scope that have a working memory, so that erasing the scope misses none. The key is <see cref="Scope.Key"/>.
/// </summary>
[Alias("agentgrains.ISessionDirectoryGrain")]
public interface ISessionDirectoryGrain : ITenantOwned
{
    /// <summary>Enters a session, and the scope in its tenant's directory. Repeatable.</summary>
    [Alias("Enter")]
    ValueTask EnterAsync(string session, CancellationToken cancellationToken);

    /// <summary>Lists sessions in ordinal order.</summary>
    /// <param name="after">Name to go on from; null at first.</param>
    /// <param name="take">Most names to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("List"), AlwaysInterleave]
    ValueTask<ImmutableArray<string>> ListAsync(string? after, int take, CancellationToken cancellationToken);

    /// <summary>Erases one session's working memory and takes it out of the directory. Repeatable.</summary>
    [Alias("Leave")]
    ValueTask LeaveAsync(string session, CancellationToken cancellationToken);

    /// <summary>Erases the working memory of every session. Part of a scope's erasure; repeatable.</summary>
    [Alias("Erase")]
    ValueTask EraseAsync(CancellationToken cancellationToken);
}
