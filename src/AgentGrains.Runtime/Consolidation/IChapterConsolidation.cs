using System.Collections.Immutable;
using AgentGrains.Engine.Consolidation;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Consolidation;

/// <summary>One chapter of a memory that is tidied, as the memory's front door sees it. Nobody else calls it.</summary>
[Alias("agentgrains.IChapterConsolidation")]
internal interface IChapterConsolidation : ITenantOwned
{
    /// <summary>For each, the earliest record of this chapter that says the same and may stand for it; null where there is none.</summary>
    [Alias("FindTwins"), AlwaysInterleave]
    ValueTask<ImmutableArray<MemoryId?>> FindTwinsAsync(ImmutableArray<Saying> sayings);

    /// <summary>Those of the records that may stand for others now.</summary>
    [Alias("FindStanding"), AlwaysInterleave]
    ValueTask<ImmutableArray<MemoryRecord>> FindStandingAsync(ImmutableArray<MemoryId> ids);

    /// <summary>Takes the steps that lose nothing, as <see cref="IConsolidationSink.ApplyAsync"/> does.</summary>
    /// <param name="run">The run.</param>
    /// <param name="steps">The steps, all of records of this chapter.</param>
    /// <param name="elsewhere">Records of earlier chapters that may stand for others, as those chapters said just now.</param>
    [Alias("ApplyHere")]
    ValueTask<AppliedSteps> ApplyHereAsync(string run, ImmutableArray<ConsolidationStep> steps, ImmutableArray<MemoryRecord> elsewhere);

    /// <summary>Lets what rests here for records that are gone be searched again. Repeatable.</summary>
    /// <param name="gone">The records, of this chapter or an earlier one.</param>
    /// <exception cref="WriteUncertainException">Storage failed; ask again.</exception>
    [Alias("Awaken")]
    ValueTask AwakenAsync(ImmutableArray<MemoryId> gone);
}
