using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What came of a recall: which evidence was used, and whether what it was used for went well.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.RecallOutcome")]
public sealed record RecallOutcome
{
    /// <summary>The recall, as <see cref="RecallResult.RecallId"/> names it.</summary>
    [Id(0)] public required string RecallId { get; init; }

    /// <summary>Evidence of that recall that was used; empty when none was.</summary>
    [Id(1)] public ImmutableArray<MemoryId> Used { get; init; } = [];

    /// <summary>Whether what it was used for went well. Only evidence that was used with success teaches the ranking.</summary>
    [Id(2)] public bool Success { get; init; }
}

/// <summary>What became of a report.</summary>
[GenerateSerializer, Alias("agentgrains.ReportStatus")]
public enum ReportStatus : byte
{
    /// <summary>It is durable.</summary>
    Recorded = 0,

    /// <summary>The recall was reported before; the first report stands.</summary>
    Repeated = 1,

    /// <summary>The recall is not known to this tenant: never made, or so old that it was dropped. Nothing was changed.</summary>
    Unknown = 2,
}

/// <summary>How a tenant's recalls are ranked, and what its outcomes have done to that.</summary>
/// <param name="Version">The ranking in use; 0 is the shipped one.</param>
/// <param name="Recalls">Recalls that can still be reported.</param>
/// <param name="Reports">Reports that training draws on.</param>
/// <param name="Adjustments">What the version adds to the shipped weight of each channel; empty for the shipped ranking.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.RankingInfo")]
public sealed record RankingInfo(
    [property: Id(0)] int Version, [property: Id(1)] int Recalls, [property: Id(2)] int Reports, [property: Id(3)] ImmutableArray<ChannelScore> Adjustments)
{
    /// <summary>The last training since this tenant's ranking was activated; null when there was none.</summary>
    [Id(4)] public RankingTrial? LastTrial { get; init; }

    /// <summary>Whether the tenant shares its adjustments with other tenants that do, and begins from what they have in common.</summary>
    [Id(5)] public bool IsFederated { get; init; }

    /// <summary>Where the version ends the list of an adaptive recall.</summary>
    [Id(6)] public RecallCut Cut { get; init; } = RecallCut.Shipped;

    /// <summary>The last training of <see cref="Cut"/> since this tenant's ranking was activated; null when there was none.</summary>
    [Id(7)] public RankingTrial? LastCutTrial { get; init; }
}

/// <summary>One attempt to rank better.</summary>
/// <param name="Verdict">Whether its ranking was adopted, and if not, why.</param>
/// <param name="HeldOut">Reported recalls it was judged by, and did not learn from.</param>
/// <param name="Before">Mean utility of their rankings as they were, 0 to 1.</param>
/// <param name="After">The same with the ranking that was tried.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.RankingTrial")]
public sealed record RankingTrial(
    [property: Id(0)] TrialVerdict Verdict, [property: Id(1)] int HeldOut, [property: Id(2)] double Before, [property: Id(3)] double After);

/// <summary>What became of an attempt to rank better.</summary>
[GenerateSerializer, Alias("agentgrains.TrialVerdict")]
public enum TrialVerdict : byte
{
    /// <summary>Its ranking is in use.</summary>
    Adopted = 0,

    /// <summary>There are too few reports to learn from and to judge by.</summary>
    TooFewReports = 1,

    /// <summary>On recalls it did not learn from, it was not surely better.</summary>
    NotBetter = 2,

    /// <summary>It was better on the reports, and worse on questions whose answers are beyond doubt: the reports cannot be trusted.</summary>
    Implausible = 3,
}

/// <summary>A learnt change of the weights of the channels, and of the cut.</summary>
/// <param name="Version">The ranking it makes; 0 with no deltas is the shipped one.</param>
/// <param name="Basis">Which signals it was learnt over; it is ignored by an index with others.</param>
/// <param name="Deltas">What is added to each weight; empty for none.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.RankingAdjustment")]
public sealed record RankingAdjustment([property: Id(0)] int Version, [property: Id(1)] int Basis, [property: Id(2)] ImmutableArray<float> Deltas)
{
    /// <summary>The shipped ranking.</summary>
    public static RankingAdjustment None { get; } = new(0, 0, []);

    /// <summary>Where the list of an adaptive recall ends; null is <see cref="RecallCut.Shipped"/>.</summary>
    [Id(3)] public RecallCut? Cut { get; init; }
}
