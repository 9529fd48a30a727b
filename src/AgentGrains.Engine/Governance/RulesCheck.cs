using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Governance;

/// <summary>What rules must keep to be set.</summary>
internal static class RulesCheck
{
    private const int MostRules = 100;
    private const int MostDays = 36_500;
    private const int MostNameBytes = 512;

    /// <exception cref="InvalidMemoryException">A rule is not valid; the message says which, and what to do.</exception>
    public static void Require(GovernanceRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.Retention.IsDefault || rules.Quarantine.IsDefault || rules.Consolidation is not { Untouched.IsDefault: false, Approvers.IsDefault: false })
            throw Invalid("rules", "A list of the rules is missing; leave it empty where nothing is ruled.");
        foreach (var rule in rules.Retention)
        {
            RequireKind("retention.kind", rule?.Kind);
            if (rule!.Days is < 1 or > MostDays)
                throw Invalid("retention.days", $"Records of kind {rule.Kind} are to be kept {rule.Days:N0} days; give 1 to {MostDays:N0}, or leave the rule out to keep them.");
        }

        if (rules.Retention.GroupBy(rule => rule.Kind).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Invalid("retention", $"Two rules say how long records of kind {twice.Key} are kept; leave one.");
        RequireConsolidation(rules.Consolidation);
        if (rules.Quarantine.Length > MostRules)
            throw Invalid("quarantine", $"There are {rules.Quarantine.Length:N0} rules of quarantine; {MostRules} are the most. A star at the end of a source stands for many.");
        foreach (var rule in rules.Quarantine)
        {
            if (rule is null or { Source: null, Kind: null })
                throw Invalid("quarantine", "A rule of quarantine names neither a source nor a kind; name one, or leave the rule out. To hold everything, use the source '*'.");
            if (rule.Kind is { } kind)
                RequireKind("quarantine.kind", kind);
            if (rule.Source is not { } source)
                continue;
            DraftRules.CheckText("quarantine.source", source, MostNameBytes, option: null);
            if (source.Length == 0 || source.AsSpan(0, source.Length - 1).Contains('*'))
                throw Invalid("quarantine.source", $"The source '{source}' of a rule is empty or has a star before its end; a star may stand at the end only, as in 'web:*'.");
        }
    }

    private static void RequireConsolidation(ConsolidationRule rule)
    {
        if (!Enum.IsDefined(rule.Mode))
            throw Invalid("consolidation.mode", $"{(int)rule.Mode} is not a mode of consolidation; it is apply, stage or off.");
        if (rule.CanaryPercent is < 0 or > 100 || (rule is { Mode: ConsolidationMode.Stage, CanaryPercent: 0 }))
            throw Invalid("consolidation.canaryPercent", $"{rule.CanaryPercent} % of sessions see a staged run; give 1 to 100 where runs are staged, or nobody would try them.");
        foreach (var kind in rule.Untouched)
            RequireKind("consolidation.untouched", kind);
        if (rule.Approvers.Length > MostRules)
            throw Invalid("consolidation.approvers", $"There are {rule.Approvers.Length:N0} approvers; {MostRules} are the most. Name a role that they share.");
        foreach (var approver in rule.Approvers)
        {
            DraftRules.CheckText("consolidation.approvers", approver, MostNameBytes, option: null);
            if (string.IsNullOrWhiteSpace(approver))
                throw Invalid("consolidation.approvers", "An approver has no name; leave it out.");
        }

        if (rule.PromoteAfterDays is < 1 or > 365)
            throw Invalid("consolidation.promoteAfterDays", $"A staged run is to be promoted after {rule.PromoteAfterDays} days; give 1 to 365, or leave it out to have it approved.");
        if (rule is { PromoteAfterDays: not null, Approvers.IsEmpty: false })
            throw Invalid("consolidation.promoteAfterDays", "A run that needs an approver is not promoted by itself; leave out the approvers or promoteAfterDays.");
    }

    private static void RequireKind(string field, MemoryKind? kind)
    {
        if (kind is not { } given || !Enum.IsDefined(given))
            throw Invalid(field, $"'{kind}' is not a kind of memory; name one, such as turn or belief.");
    }

    private static InvalidMemoryException Invalid(string field, string why) => new(field, why);
}
