using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What a tenant's memories may keep, tidy and believe: a document with a version, checked when it is set and enforced where records are.</summary>
/// <remarks>Immutable and thread-safe. Silos follow a change within <see cref="TenantOptions.RefreshPeriod"/>.</remarks>
[GenerateSerializer, Immutable, Alias("agentgrains.GovernanceRules")]
public sealed record GovernanceRules
{
    /// <summary>Nothing is ruled.</summary>
    public static GovernanceRules None { get; } = new();

    /// <summary>Which version it is, from 1; 0 before any were set. Whoever sets rules names the version that they replace.</summary>
    [Id(0)] public int Version { get; init; }

    /// <summary>How long records are kept, at most one rule for a kind; other kinds stay until they are forgotten.</summary>
    [Id(1)] public ImmutableArray<RetentionRule> Retention { get; init; } = [];

    /// <summary>What consolidation may do.</summary>
    [Id(2)] public ConsolidationRule Consolidation { get; init; } = new();

    /// <summary>What is held for review when it is written, whatever the guard says; at most 100.</summary>
    [Id(3)] public ImmutableArray<QuarantineRule> Quarantine { get; init; } = [];
}

/// <summary>How long records of a kind are kept.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Days">
/// Days since the record was last written, 1 to 36,500. What is written from now on expires then; what is older is forgotten when its scope is next consolidated. What is
/// pinned or core stays.
/// </param>
[GenerateSerializer, Immutable, Alias("agentgrains.RetentionRule")]
public sealed record RetentionRule([property: Id(0)] MemoryKind Kind, [property: Id(1)] int Days);

/// <summary>What consolidation may do in a tenant's scopes.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.ConsolidationRule")]
public sealed record ConsolidationRule
{
    /// <summary>Whether runs are applied, staged, or not begun. Default: applied.</summary>
    [Id(0)] public ConsolidationMode Mode { get; init; }

    /// <summary>Share of sessions that see runs which are staged by themselves, 1 to 100 where runs are staged. Default 0.</summary>
    [Id(1)] public int CanaryPercent { get; init; }

    /// <summary>Kinds of records that no run touches.</summary>
    [Id(2)] public ImmutableArray<MemoryKind> Untouched { get; init; } = [];

    /// <summary>Who may promote a staged run, at most 100; empty lets anybody whose credential may.</summary>
    [Id(3)] public ImmutableArray<string> Approvers { get; init; } = [];

    /// <summary>Days after which a staged run without a breach is promoted by itself, 1 to 365; null leaves it to somebody. Not with approvers.</summary>
    [Id(4)] public int? PromoteAfterDays { get; init; }
}

/// <summary>What becomes of runs of consolidation.</summary>
[GenerateSerializer, Alias("agentgrains.ConsolidationMode")]
public enum ConsolidationMode : byte
{
    /// <summary>They are applied at once, or staged when somebody asks for that.</summary>
    Apply = 0,

    /// <summary>They are staged, and only that.</summary>
    Stage = 1,

    /// <summary>None begins.</summary>
    Off = 2,
}

/// <summary>What is held for review; at least one of the two.</summary>
/// <param name="Source">The source as drafts name it; a star at the end stands for anything. Null for any.</param>
/// <param name="Kind">The kind; null for any.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.QuarantineRule")]
public sealed record QuarantineRule([property: Id(0)] string? Source, [property: Id(1)] MemoryKind? Kind);

/// <summary>One change of a tenant's rules.</summary>
/// <param name="Rules">What they became.</param>
/// <param name="At">When.</param>
/// <param name="By">Who set them, as they said; null when they did not.</param>
/// <param name="Reason">Why, as they said; null when they did not.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.RulesChange")]
public sealed record RulesChange([property: Id(0)] GovernanceRules Rules, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string? By, [property: Id(3)] string? Reason);
