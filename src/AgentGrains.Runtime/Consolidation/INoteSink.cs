using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Consolidation;

/// <summary>A memory as notes are made from it (the log) and written to it (semantic memory).</summary>
[Alias("agentgrains.INoteSink")]
internal interface INoteSink : ITenantOwned
{
    /// <summary>Which of the notes are to be written, and what memory they are written against.</summary>
    /// <param name="keys">The keys of notes.</param>
    [Alias("FindUnwritten"), AlwaysInterleave]
    ValueTask<UnwrittenNotes> FindUnwrittenAsync(ImmutableArray<string> keys);

    /// <summary>Which of the records are not believed any more, in any chapter.</summary>
    [Alias("FindGone"), AlwaysInterleave]
    ValueTask<ImmutableArray<MemoryId>> FindGoneAsync(ImmutableArray<MemoryId> ids);

    /// <summary>Makes a note durable. Repeatable: a note whose key is known is written already.</summary>
    /// <param name="run">The run.</param>
    /// <param name="note">The note, as an Add.</param>
    /// <param name="readAt">The revision that it was written against.</param>
    /// <returns>False when memory has moved on since then: nothing was changed.</returns>
    /// <exception cref="LimitExceededException">There is no room.</exception>
    [Alias("Note")]
    ValueTask<bool> NoteAsync(string run, MemoryProposal note, long readAt);
}

/// <summary>What is to be written.</summary>
/// <param name="Keys">Those of the keys that are not known.</param>
/// <param name="Revision">The memory's revision.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.UnwrittenNotes")]
internal sealed record UnwrittenNotes([property: Id(0)] ImmutableArray<string> Keys, [property: Id(1)] long Revision);
