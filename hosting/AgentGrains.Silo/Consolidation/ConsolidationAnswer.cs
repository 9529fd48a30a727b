namespace AgentGrains.Silo;

/// <summary>One run of consolidation.</summary>
internal sealed record ConsolidationAnswer
{
    /// <summary>Its name, to read its changes and to undo it.</summary>
    public required string Id { get; init; }

    /// <summary>running, done, rolledBack, staged or dropped.</summary>
    public required string Status { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; left out while it goes on.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Records that got a gist.</summary>
    public required int Condensed { get; init; }

    /// <summary>Records that rest because another one says the same.</summary>
    public required int Twins { get; init; }

    /// <summary>Turns that rest because they tell next to nothing.</summary>
    public required int Uninformative { get; init; }

    /// <summary>Beliefs that rest because a later one says otherwise.</summary>
    public required int Contradicted { get; init; }

    /// <summary>Beliefs whose subject is called by its fuller name.</summary>
    public required int Merged { get; init; }

    /// <summary>Notes that were written; of a staged run, that its promotion would write.</summary>
    public required int Notes { get; init; }

    /// <summary>Steps that would have lost something, or came too late, and were refused.</summary>
    public required int Refused { get; init; }

    /// <summary>Records whose zone or maturity time has changed.</summary>
    public required int Faded { get; init; }

    /// <summary>Size of the condensed texts, in tokens.</summary>
    public required long TokensBefore { get; init; }

    /// <summary>Size of their gists, in tokens.</summary>
    public required long TokensAfter { get; init; }

    /// <summary>What went wrong last; left out when nothing did.</summary>
    public string? Fault { get; init; }

    /// <summary>Who sees a staged run before it is promoted; left out where it was not staged.</summary>
    public CanaryAnswer? Canary { get; init; }

    /// <summary>Since when its canary sees a staged run; left out where it was not staged.</summary>
    public DateTimeOffset? StagedAt { get; init; }

    /// <summary>Who promoted it; left out when nobody did or said.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>What was seen of recalls while it was on trial; left out where no canary saw it.</summary>
    public WatchAnswer? Watch { get; init; }

    /// <summary>What became worse, so that it was undone by itself; left out when nothing did.</summary>
    public string? Breach { get; init; }

    /// <summary>Writes a run.</summary>
    public static ConsolidationAnswer From(ConsolidationRun run) => new()
    {
        Id = run.Id,
        Status = NameOf(run.Status.ToString()),
        StartedAt = run.StartedAt,
        FinishedAt = run.FinishedAt,
        Condensed = run.Condensed,
        Twins = run.Twins,
        Uninformative = run.Uninformative,
        Contradicted = run.Contradicted,
        Merged = run.Merged,
        Notes = run.Notes,
        Refused = run.Refused,
        Faded = run.Faded,
        TokensBefore = run.TokensBefore,
        TokensAfter = run.TokensAfter,
        Fault = run.Fault,
        Canary = run.Canary is { } canary ? new CanaryAnswer([.. canary.Sessions], canary.Percent) : null,
        StagedAt = run.StagedAt,
        ApprovedBy = run.ApprovedBy,
        Watch = run.StagedAt is null ? null : new WatchAnswer(run.Watch.Baseline, run.Watch.Canary, run.Watch.Promoted),
        Breach = run.Breach,
    };

    internal static string NameOf(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>What a run did to one record.</summary>
/// <param name="Id">The record.</param>
/// <param name="Kind">condense, twin, uninformative or contradicted.</param>
/// <param name="Text">Its text, which is as it was; left out when it was forgotten since.</param>
/// <param name="Gist">What contexts show in its place; left out unless it was condensed.</param>
/// <param name="For">The record that stands for it; left out unless it rests for another one.</param>
internal sealed record ChangeAnswer(MemoryId Id, string Kind, string? Text, string? Gist, MemoryId? For)
{
    /// <summary>Writes a change.</summary>
    public static ChangeAnswer From(ConsolidationChange change) => new(change.Id, ConsolidationAnswer.NameOf(change.Kind.ToString()), change.Text, change.Gist, change.For);
}

/// <summary>What became of a rollback.</summary>
/// <param name="Records">Records that were set back.</param>
internal sealed record RollbackAnswer(int Records);

/// <summary>The sessions that see a staged run.</summary>
/// <param name="Sessions">Sessions by name.</param>
/// <param name="Percent">Share of all other sessions, 0 to 100.</param>
internal sealed record CanaryAnswer(IReadOnlyList<string> Sessions, int Percent);

/// <summary>What was seen of recalls while a run was on trial.</summary>
/// <param name="Baseline">Without it: of sessions that are no canaries.</param>
/// <param name="Canary">As if it were applied: of canary sessions.</param>
/// <param name="Promoted">Since it was applied.</param>
internal sealed record WatchAnswer(ArmCounts Baseline, ArmCounts Canary, ArmCounts Promoted);
