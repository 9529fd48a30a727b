using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Guard;

/// <summary>A memory as its guard sees it.</summary>
[Alias("agentgrains.IQuarantineSink")]
internal interface IQuarantineSink : ITenantOwned
{
    /// <inheritdoc cref="IQuarantine.ListAsync"/>
    [Alias("ListHeld"), AlwaysInterleave]
    ValueTask<HeldPage> ListHeldAsync(long position, int take);

    /// <inheritdoc cref="IQuarantine.GetAsync"/>
    [Alias("GetHeld"), AlwaysInterleave]
    ValueTask<HeldMemory?> GetHeldAsync(MemoryId id);

    /// <inheritdoc cref="IQuarantine.HoldAsync"/>
    [Alias("Hold")]
    ValueTask<bool> HoldAsync(MemoryId id, string reason);

    /// <inheritdoc cref="IQuarantine.ReleaseAsync"/>
    [Alias("Release")]
    ValueTask<bool> ReleaseAsync(MemoryId id, string? reason);

    /// <inheritdoc cref="IQuarantine.PurgeAsync"/>
    [Alias("Purge")]
    ValueTask<bool> PurgeAsync(MemoryId id, string? reason);

    /// <summary>Remembers a lesson of the guard's own; it passes no gate.</summary>
    [Alias("Teach")]
    ValueTask TeachAsync(MemoryDraft lesson);

    /// <summary>Notes texts that a recall which asked this scope returned from elsewhere.</summary>
    [Alias("NoteReturned"), AlwaysInterleave]
    ValueTask NoteReturnedAsync(ImmutableArray<string> texts);
}
