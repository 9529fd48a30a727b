namespace AgentGrains.Silo;

/// <summary>A tenant's rules.</summary>
internal sealed record RulesBody
{
    /// <summary>Their version; when they are set, the version that they replace. 0 when left out.</summary>
    public int? Version { get; init; }

    /// <summary>How long records are kept, by kind.</summary>
    public IReadOnlyList<RetentionBody?>? Retention { get; init; }

    /// <summary>What consolidation may do.</summary>
    public ConsolidationRuleBody? Consolidation { get; init; }

    /// <summary>What is held for review when it is written.</summary>
    public IReadOnlyList<HoldBody?>? Quarantine { get; init; }

    /// <summary>Who set them; in the history, and when they are set.</summary>
    public string? By { get; init; }

    /// <summary>Why; in the history, and when they are set.</summary>
    public string? Reason { get; init; }

    /// <summary>When they were set; in the history.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Writes rules.</summary>
    public static RulesBody From(GovernanceRules rules) => new()
    {
        Version = rules.Version,
        Retention = [.. rules.Retention.Select(rule => new RetentionBody(rule.Kind, rule.Days))],
        Consolidation = ConsolidationRuleBody.From(rules.Consolidation),
        Quarantine = [.. rules.Quarantine.Select(rule => new HoldBody(rule.Source, rule.Kind))],
    };

    /// <summary>The rules that the body asks for.</summary>
    /// <exception cref="InvalidMemoryException">A field is missing.</exception>
    public GovernanceRules ToRules() => new()
    {
        Version = Version ?? 0,
        Retention = [.. (Retention ?? []).Select((rule, i) => rule is { Kind: { } kind, Days: { } days }
            ? new RetentionRule(kind, days)
            : throw new InvalidMemoryException($"retention[{i}]", "A rule of retention needs a kind and days, such as {\"kind\":\"turn\",\"days\":365}."))],
        Consolidation = (Consolidation ?? new ConsolidationRuleBody()).ToRule(),
        Quarantine = [.. (Quarantine ?? []).Select(rule => new QuarantineRule(rule?.Source, rule?.Kind))],
    };
}

/// <summary>How long records of a kind are kept.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Days">Days since the record was last written.</param>
internal sealed record RetentionBody(MemoryKind? Kind, int? Days);

/// <summary>What is held for review.</summary>
/// <param name="Source">The source; a star at the end stands for anything. Any when left out.</param>
/// <param name="Kind">The kind; any when left out.</param>
internal sealed record HoldBody(string? Source, MemoryKind? Kind);

/// <summary>What consolidation may do.</summary>
internal sealed record ConsolidationRuleBody
{
    /// <summary>apply, stage or off; apply when left out.</summary>
    public string? Mode { get; init; }

    /// <summary>Share of sessions that see a run which is staged by itself; 0 when left out.</summary>
    public int? CanaryPercent { get; init; }

    /// <summary>Kinds of records that no run touches.</summary>
    public IReadOnlyList<MemoryKind>? Untouched { get; init; }

    /// <summary>Who may promote a staged run; anybody who may call it when left out.</summary>
    public IReadOnlyList<string?>? Approvers { get; init; }

    /// <summary>Days after which a staged run is promoted by itself; never when left out.</summary>
    public int? PromoteAfterDays { get; init; }

    /// <summary>Writes a rule.</summary>
    public static ConsolidationRuleBody From(ConsolidationRule rule) => new()
    {
        Mode = EnumName.Of(rule.Mode),
        CanaryPercent = rule.CanaryPercent,
        Untouched = rule.Untouched,
        Approvers = rule.Approvers,
        PromoteAfterDays = rule.PromoteAfterDays,
    };

    /// <summary>The rule that the body asks for.</summary>
    /// <exception cref="InvalidMemoryException">The mode is not one, or an approver is null.</exception>
    public ConsolidationRule ToRule() => new()
    {
        Mode = Mode is null ? ConsolidationMode.Apply : EnumName.Parse<ConsolidationMode>("consolidation.mode", Mode),
        CanaryPercent = CanaryPercent ?? 0,
        Untouched = [.. Untouched ?? []],
        Approvers = [.. (Approvers ?? []).Select(approver => approver ?? throw new InvalidMemoryException("consolidation.approvers", "An approver is null; leave it out."))],
        PromoteAfterDays = PromoteAfterDays,
    };
}
