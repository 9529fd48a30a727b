using System.Collections.Immutable;
using AgentGrains.Engine.Consolidation;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Consolidation;

/// <summary>A memory as consolidation tidies it: it plans from its own records, and checks every step again before it takes it.</summary>
[Alias("agentgrains.IConsolidationSink")]
internal interface IConsolidationSink : ITenantOwned
{
    /// <summary>Plans for a piece of the memory; changes nothing.</summary>
    /// <param name="position">Versions before it.</param>
    /// <param name="take">Most versions.</param>
    /// <param name="withTexts">Whether a condenser wants texts.</param>
    [Alias("Plan"), AlwaysInterleave]
    ValueTask<ConsolidationPlan> PlanAsync(long position, int take, bool withTexts);

    /// <summary>Takes the steps that lose nothing. Repeatable: what is done already is passed over.</summary>
    [Alias("Apply")]
    ValueTask<AppliedSteps> ApplyAsync(string run, ImmutableArray<ConsolidationStep> steps);

    /// <summary>What a run did, from the journal.</summary>
    /// <param name="run">The run.</param>
    /// <param name="after">Journal position to go on after.</param>
    /// <param name="until">Journal position to stop at.</param>
    [Alias("ReadRun"), AlwaysInterleave]
    ValueTask<RunPage> ReadRunAsync(string run, long after, long until);

    /// <summary>Sets the records of a run back, where they still are as it left them. Repeatable.</summary>
    [Alias("RollBack"), ResponseTimeout("00:05:00")]
    ValueTask<int> RollBackAsync(string run, long after, long until);

    /// <summary>Keeps steps of a staged run instead of taking them. Repeatable: what is kept already is passed over.</summary>
    /// <param name="run">The run.</param>
    /// <param name="steps">The steps, of records of one chapter.</param>
    [Alias("Stage")]
    ValueTask<AppliedSteps> StageAsync(string run, ImmutableArray<ConsolidationStep> steps);

    /// <summary>A piece of what is staged, of one chapter.</summary>
    /// <param name="run">The run.</param>
    /// <param name="position">0 at first, then the page's <see cref="StagedPage.Next"/>.</param>
    /// <param name="take">Most steps.</param>
    [Alias("ReadStaged"), AlwaysInterleave]
    ValueTask<StagedPage> ReadStagedAsync(string run, long position, int take);

    /// <summary>Brings a staged run into its next phase, in every chapter. Repeatable.</summary>
    [Alias("SettleStaged")]
    ValueTask SettleStagedAsync(StageNote note, string? reason);
}

/// <summary>A piece of what is staged.</summary>
/// <param name="Steps">The steps.</param>
/// <param name="Changes">The same, to be read.</param>
/// <param name="Next">Where to go on; null at the end.</param>
/// <param name="Sequence">Journal position of the chapter.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.StagedPage")]
internal sealed record StagedPage(
    [property: Id(0)] ImmutableArray<ConsolidationStep> Steps, [property: Id(1)] ImmutableArray<ConsolidationChange> Changes, [property: Id(2)] long? Next, [property: Id(3)] long Sequence);

/// <summary>What became of steps.</summary>
/// <param name="Refused">How many were refused.</param>
/// <param name="Why">Why the last of them was; null when none was.</param>
/// <param name="Sequence">Journal position after them.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.AppliedSteps")]
internal sealed record AppliedSteps([property: Id(0)] int Refused, [property: Id(1)] string? Why, [property: Id(2)] long Sequence);

/// <summary>A piece of what a run did.</summary>
/// <param name="Changes">The changes.</param>
/// <param name="Next">Journal position to go on after; null at the end.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.RunPage")]
internal sealed record RunPage([property: Id(0)] ImmutableArray<ConsolidationChange> Changes, [property: Id(1)] long? Next);

/// <summary>Hears that a memory of the scope has grown enough to be worth a run.</summary>
[Alias("agentgrains.IGrowthListener")]
internal interface IGrowthListener : ITenantOwned
{
    /// <summary>Asks for a run when the scope falls idle.</summary>
    [Alias("Grown")]
    ValueTask GrownAsync();
}
