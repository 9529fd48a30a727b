using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>
/// A grain whose key begins with its tenant. Every call to one is refused unless the caller's tenant
/// (see <see cref="TenantContext"/>) is the tenant of the key.
/// </summary>
public interface ITenantOwned : IGrainWithStringKey;

/// <summary>
/// One of the three durable memories of a scope; the key is <see cref="Scope.Key"/>. One writer: writes run one at a time and
/// are acknowledged only when durable. Reads interleave with a write in flight and see what was acknowledged before it.
/// </summary>
[Alias("agentgrains.IMemoryGrain")]
public interface IMemoryGrain : ITenantOwned
{
    /// <summary>Remembers all drafts, or none: they become durable in one commit.</summary>
    /// <returns>One receipt per draft, in order. A draft whose key is known gets its first receipt again.</returns>
    /// <exception cref="InvalidMemoryException">A draft is not valid.</exception>
    /// <exception cref="IdempotencyConflictException">A key was used before with other content.</exception>
    /// <exception cref="LimitExceededException">The memory is full.</exception>
    /// <exception cref="WriteUncertainException">Storage failed; retry with the same keys.</exception>
    /// <exception cref="JournalCorruptedException">What storage holds is damaged.</exception>
    [Alias("Remember")]
    ValueTask<ImmutableArray<MemoryReceipt>> RememberAsync(ImmutableArray<MemoryDraft> drafts, CancellationToken cancellationToken);

    /// <summary>Forgets a record: it is never recalled, listed or read again.</summary>
    /// <returns>False when there is no such record (any more).</returns>
    [Alias("Forget")]
    ValueTask<bool> ForgetAsync(MemoryId id, string? reason, CancellationToken cancellationToken);

    /// <summary>
    /// Says that records were of use: they grow stronger, the more the longer they had not been needed, and faded ones are brought back with
    /// their vectors. All in one commit; a record at most once in <see cref="ForgettingOptions.ReinforceInterval"/>.
    /// </summary>
    /// <returns>How many grew stronger; ids that are not there or came too soon are passed over.</returns>
    /// <exception cref="InvalidMemoryException">More ids than <see cref="MemoryOptions.MaxBatch"/>.</exception>
    /// <exception cref="WriteUncertainException">Storage failed.</exception>
    [Alias("Reinforce")]
    ValueTask<int> ReinforceAsync(ImmutableArray<MemoryId> ids, CancellationToken cancellationToken);

    /// <summary>Removes the whole memory from storage. Repeatable; an interrupted one is finished by the next call or activation.</summary>
    [Alias("Erase")]
    ValueTask EraseAsync(CancellationToken cancellationToken);

    /// <summary>Searches this memory.</summary>
    [Alias("Search"), AlwaysInterleave]
    ValueTask<MemorySearchResult> SearchAsync(MemorySearch search, CancellationToken cancellationToken);

    /// <summary>Reads one record, now or as of an earlier time.</summary>
    /// <returns>Null when there is no such record, it was forgotten, or it was not there yet.</returns>
    [Alias("Get"), AlwaysInterleave]
    ValueTask<MemoryRecord?> GetAsync(MemoryId id, DateTimeOffset? asOf, CancellationToken cancellationToken);

    /// <summary>Lists current records in the order they were remembered.</summary>
    /// <param name="position">Where to go on: 0 at first, then <see cref="MemoryPage.Next"/>.</param>
    /// <param name="take">Most records to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("List"), AlwaysInterleave]
    ValueTask<MemoryPage> ListAsync(long position, int take, CancellationToken cancellationToken);

    /// <summary>Reads the journal: every operation, in order.</summary>
    /// <param name="afterSequence">Position to go on from; 0 at first.</param>
    /// <param name="take">Most operations to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("ReadOperations")]
    ValueTask<ImmutableArray<MemoryOperation>> ReadOperationsAsync(long afterSequence, int take, CancellationToken cancellationToken);

    /// <summary>Follows the chain of hashes over a part of the journal.</summary>
    /// <param name="afterSequence">Position to go on from; 0 at first.</param>
    /// <param name="link">The link there; empty at first.</param>
    /// <param name="take">Most operations to follow, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Alias("FollowChain")]
    ValueTask<AuditStretch> FollowChainAsync(long afterSequence, ImmutableArray<byte> link, int take, CancellationToken cancellationToken);

    /// <summary>Size and position of this memory.</summary>
    [Alias("GetStatus"), AlwaysInterleave]
    ValueTask<MemoryStatus> GetStatusAsync(CancellationToken cancellationToken);
}

/// <summary>The log of what happened in a scope; the source everything else is derived from.</summary>
[Alias("agentgrains.IEpisodicMemoryGrain")]
public interface IEpisodicMemoryGrain : IMemoryGrain;

/// <summary>What is known in a scope: beliefs, notes, resources.</summary>
[Alias("agentgrains.ISemanticMemoryGrain")]
public interface ISemanticMemoryGrain : IMemoryGrain
{
    /// <summary>Finds the beliefs that could fill the fields of a form. The request's scopes are not looked at.</summary>
    [Alias("FindSlots"), AlwaysInterleave]
    ValueTask<ImmutableArray<SlotMatch>> FindSlotsAsync(ResolveRequest request, CancellationToken cancellationToken);
}

/// <summary>What is known to work in a scope: concepts, procedures, cases, lessons.</summary>
[Alias("agentgrains.IProceduralMemoryGrain")]
public interface IProceduralMemoryGrain : IMemoryGrain
{
    /// <summary>The lessons of a role, in the order of adding.</summary>
    [Alias("GetLessons"), AlwaysInterleave]
    ValueTask<ImmutableArray<Lesson>> GetLessonsAsync(string role, CancellationToken cancellationToken);

    /// <summary>Changes the lessons of a role, all edits or none, in order. At most 15 stay. Repeatable with the same key.</summary>
    /// <exception cref="InvalidMemoryException">An edit is not valid.</exception>
    /// <exception cref="LimitExceededException">The memory is full.</exception>
    /// <exception cref="WriteUncertainException">Storage failed; retry with the same key.</exception>
    [Alias("ReviseLessons")]
    ValueTask<LessonRevision> ReviseLessonsAsync(string role, string key, ImmutableArray<LessonEdit> edits, CancellationToken cancellationToken);

    /// <summary>Learns concepts, joining each with what is known of it. Repeatable: what is known already changes nothing.</summary>
    /// <returns>The concepts as they are now.</returns>
    /// <exception cref="InvalidMemoryException">A concept is not valid.</exception>
    /// <exception cref="LimitExceededException">The memory is full.</exception>
    /// <exception cref="WriteUncertainException">Storage failed; learn again.</exception>
    [Alias("Learn")]
    ValueTask<ImmutableArray<Concept>> LearnAsync(ImmutableArray<Concept> concepts, CancellationToken cancellationToken);
}
