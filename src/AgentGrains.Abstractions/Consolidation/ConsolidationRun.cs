namespace AgentGrains;

/// <summary>One run of consolidation over a scope.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.ConsolidationRun")]
public sealed record ConsolidationRun
{
    /// <summary>Its name, unique within the scope.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>How far it is.</summary>
    [Id(1)] public ConsolidationStatus Status { get; init; }

    /// <summary>When it began.</summary>
    [Id(2)] public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it goes on.</summary>
    [Id(3)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Records that got a gist, or another one.</summary>
    [Id(4)] public int Condensed { get; init; }

    /// <summary>Records that rest because another one says the same.</summary>
    [Id(5)] public int Twins { get; init; }

    /// <summary>Turns that rest because they tell next to nothing.</summary>
    [Id(6)] public int Uninformative { get; init; }

    /// <summary>Beliefs that rest because a later one of the same slot says otherwise.</summary>
    [Id(7)] public int Contradicted { get; init; }

    /// <summary>Steps that were planned and refused, because something would have been lost or had changed meanwhile.</summary>
    [Id(8)] public int Refused { get; init; }

    /// <summary>Records whose zone or maturity time has changed.</summary>
    [Id(9)] public int Faded { get; init; }

    /// <summary>Size of the condensed texts before, in tokens.</summary>
    [Id(10)] public long TokensBefore { get; init; }

    /// <summary>Size of their gists, in tokens.</summary>
    [Id(11)] public long TokensAfter { get; init; }

    /// <summary>Beliefs whose subject is called by its fuller name, since two names turned out to be one entity.</summary>
    [Id(13)] public int Merged { get; init; }

    /// <summary>Notes that were written about segments of episodes.</summary>
    [Id(14)] public int Notes { get; init; }

    /// <summary>Why it failed, or what its condenser did wrong last; null when nothing did.</summary>
    [Id(12)] public string? Fault { get; init; }

    /// <summary>Who sees a staged run before it is promoted; null in a run that was not staged.</summary>
    [Id(15)] public ConsolidationCanary? Canary { get; init; }

    /// <summary>Since when its canary sees it; null before, and in a run that was not staged.</summary>
    [Id(16)] public DateTimeOffset? StagedAt { get; init; }

    /// <summary>Who promoted it, as they said; null when nobody did or said.</summary>
    [Id(17)] public string? ApprovedBy { get; init; }

    /// <summary>What was seen of recalls while it was on trial; all zero in a run that was not staged.</summary>
    [Id(18)] public RunWatch Watch { get; init; } = RunWatch.None;

    /// <summary>What became worse, so that it was undone; null when nothing did.</summary>
    [Id(19)] public string? Breach { get; init; }
}

/// <summary>How far a run is.</summary>
[GenerateSerializer, Alias("agentgrains.ConsolidationStatus")]
public enum ConsolidationStatus
{
    /// <summary>It goes on, here or, after a crash, elsewhere.</summary>
    Running = 0,

    /// <summary>It is done; one that was staged and found nothing to do is done at once.</summary>
    Done = 1,

    /// <summary>It was done, and was undone.</summary>
    RolledBack = 2,

    /// <summary>Its steps are proposed, and only its canary sessions see what they would do; the counts are of proposals.</summary>
    Staged = 3,

    /// <summary>It was staged, and was dropped.</summary>
    Dropped = 4,
}

/// <summary>What a run did to one record.</summary>
/// <param name="Id">The record.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Text">The record's text, which is as it was; null when it was forgotten since.</param>
/// <param name="Gist">What contexts show in its place; null unless it was condensed.</param>
/// <param name="For">The record that stands for it, when it rests for another one; the record that says that two names are one entity, when they were merged; the first episode that a note tells of; else null.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ConsolidationChange")]
public sealed record ConsolidationChange(
    [property: Id(0)] MemoryId Id, [property: Id(1)] ConsolidationKind Kind, [property: Id(2)] string? Text, [property: Id(3)] string? Gist, [property: Id(4)] MemoryId? For);

/// <summary>What consolidation does to a record.</summary>
[GenerateSerializer, Alias("agentgrains.ConsolidationKind")]
public enum ConsolidationKind
{
    /// <summary>It gets a gist.</summary>
    Condense = 0,

    /// <summary>It rests: an earlier record says the same.</summary>
    Twin = 1,

    /// <summary>It rests: it tells next to nothing.</summary>
    Uninformative = 2,

    /// <summary>It rests: a later record of the same single-valued slot says otherwise.</summary>
    Contradicted = 3,

    /// <summary>It has a new version, whose subject has another name for the same entity.</summary>
    Merged = 4,

    /// <summary>It is new: a note about a segment of episodes, which are as they were.</summary>
    Noted = 5,
}
