using System.Collections.Immutable;
using AgentGrains.Engine.Consolidation;
using AgentGrains.Engine.Decay;
using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Governance;

/// <summary>What rules say of records, drafts and steps.</summary>
/// <remarks>Pure and thread-safe.</remarks>
internal static class RulesVerdicts
{
    /// <summary>Operations whose new records expire when the rules say, unless they do so earlier. What restores a record, or comes with a cube, is as it was.</summary>
    public static ImmutableArray<MemoryOperation> Retained(this GovernanceRules rules, ImmutableArray<MemoryOperation> operations) =>
        rules.Retention.IsEmpty ? operations : [.. operations.Select(operation => Retained(rules, operation))];

    /// <summary>Records that are older than they may be, and are not pinned or core.</summary>
    public static ImmutableArray<MemoryId> FindOverdue(this GovernanceRules rules, MemoryState state, DateTimeOffset now) => rules.Retention.IsEmpty ? [] :
    [
        .. from ordinal in Enumerable.Range(0, state.Versions)
           let record = state[ordinal]
           where record is { Lineage.RetiredAt: null } && DaysOf(rules, record) is { } days && record.RecordedAt + TimeSpan.FromDays(days) <= now
           select record.Id,
    ];

    /// <summary>The number of the rule, from 1, that holds a draft; 0 when none does.</summary>
    public static int FindHold(this GovernanceRules rules, MemoryDraft draft)
    {
        for (var i = 0; i < rules.Quarantine.Length; i++)
        {
            var rule = rules.Quarantine[i];
            if ((rule.Kind is not { } kind || kind == draft.Kind) && (rule.Source is not { } source || Fits(source, draft.Source)))
                return i + 1;
        }

        return 0;
    }

    /// <summary>A plan without what no run may touch.</summary>
    public static ConsolidationPlan Allowed(this GovernanceRules rules, ConsolidationPlan plan, Func<MemoryId, MemoryRecord?> find) => rules.Consolidation.Untouched.IsEmpty ? plan : plan with
    {
        Steps = plan.Steps.RemoveAll(step => !MayTouch(rules, find(step.Id))),
        Texts = plan.Texts.RemoveAll(text => !MayTouch(rules, text)),
        Sayings = plan.Sayings.RemoveAll(saying => !MayTouch(rules, find(saying.Id))),
    };

    /// <summary>Whether a run may touch a record.</summary>
    public static bool MayTouch(this GovernanceRules rules, MemoryRecord? record) => record is null || !rules.Consolidation.Untouched.Contains(record.Kind);

    private static MemoryOperation Retained(GovernanceRules rules, MemoryOperation operation) =>
        operation is { Record: { } record, Import: null } && operation.Producer != MemoryState.Consolidator
        && DaysOf(rules, record) is { } days && operation.At + TimeSpan.FromDays(days) is var until && !(record.ExpiresAt <= until)
            ? operation with { Record = record with { ExpiresAt = until } }
            : operation;

    private static int? DaysOf(GovernanceRules rules, MemoryRecord record) =>
        Retention.IsImmune(record) ? null : rules.Retention.FirstOrDefault(rule => rule.Kind == record.Kind)?.Days;

    private static bool Fits(string pattern, string? source) =>
        pattern == "*" || (source is not null && (pattern[^1] == '*' ? source.StartsWith(pattern[..^1], StringComparison.Ordinal) : source == pattern));
}
