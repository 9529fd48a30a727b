namespace AgentGrains.Silo;

/// <summary>What came of a recall.</summary>
internal sealed record RecallOutcomeBody
{
    /// <summary>The recall, as its answer named it.</summary>
    public string? RecallId { get; init; }

    /// <summary>Ids of its evidence that was used; none when left out.</summary>
    public IReadOnlyList<MemoryId>? Used { get; init; }

    /// <summary>Whether what it was used for went well.</summary>
    public bool? Success { get; init; }

    /// <summary>The report.</summary>
    /// <exception cref="InvalidMemoryException">A field is missing.</exception>
    public RecallOutcome ToOutcome() => new()
    {
        RecallId = RecallId ?? throw new InvalidMemoryException("recallId", "The recall is not named; pass the recallId of its answer."),
        Used = [.. Used ?? []],
        Success = Success ?? throw new InvalidMemoryException("success", "Say whether it went well: true or false."),
    };
}

/// <summary>What became of a report.</summary>
/// <param name="Status">recorded, repeated (the first report stands) or unknown (no such recall, or too old).</param>
internal sealed record OutcomeAnswer(string Status);

/// <summary>How a tenant's recalls are ranked.</summary>
internal sealed record RankingAnswer
{
    /// <summary>The ranking in use; 0 is the shipped one.</summary>
    public required int Version { get; init; }

    /// <summary>Recalls that can still be reported.</summary>
    public required int Recalls { get; init; }

    /// <summary>Reports that training draws on.</summary>
    public required int Reports { get; init; }

    /// <summary>What the version adds to the shipped weight of each channel.</summary>
    public required IReadOnlyDictionary<string, float> Adjustments { get; init; }

    /// <summary>Whether the tenant shares its adjustments with other tenants that do, and begins from what they have in common.</summary>
    public required bool Federated { get; init; }

    /// <summary>The last training since the tenant's ranking was activated; left out when there was none.</summary>
    public TrialBody? LastTrial { get; init; }

    /// <summary>Writes a ranking.</summary>
    public static RankingAnswer From(RankingInfo ranking) => new()
    {
        Version = ranking.Version,
        Recalls = ranking.Recalls,
        Reports = ranking.Reports,
        Adjustments = ranking.Adjustments.ToDictionary(channel => channel.Channel, channel => channel.Score, StringComparer.Ordinal),
        Federated = ranking.IsFederated,
        LastTrial = ranking.LastTrial is { } trial
            ? new TrialBody(char.ToLowerInvariant(trial.Verdict.ToString()[0]) + trial.Verdict.ToString()[1..], trial.HeldOut, trial.Before, trial.After)
            : null,
    };
}

/// <summary>Whether a tenant shares what its ranking learns.</summary>
internal sealed record FederationBody
{
    /// <summary>true to share and to begin from what others share, false to withdraw.</summary>
    public bool? Member { get; init; }

    /// <summary>The decision.</summary>
    /// <exception cref="InvalidMemoryException">It is missing.</exception>
    public bool ToMember() => Member ?? throw new InvalidMemoryException("member", "Say whether the tenant takes part: true or false.");
}

/// <summary>One attempt to rank better.</summary>
/// <param name="Verdict">adopted, tooFewReports, notBetter or implausible.</param>
/// <param name="HeldOut">Reported recalls that judged it and did not teach it.</param>
/// <param name="Before">Mean utility of those recalls under the ranking in use, 0 to 1.</param>
/// <param name="After">The same under the ranking that was tried.</param>
internal sealed record TrialBody(string Verdict, int HeldOut, double Before, double After);
