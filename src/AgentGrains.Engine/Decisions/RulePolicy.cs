using System.Collections.Immutable;
using AgentGrains.Engine.Analysis;

namespace AgentGrains.Engine.Decisions;

/// <summary>
/// Decides on slots, never on likeness: same slot and value confirms; a new value of a single-valued slot takes the old one's place,
/// one of a multi-valued slot stands beside it; the opposite (hates, likes) takes its place; an explicit end ends. After Memory-R1's four operations, by rules.
/// </summary>
/// <remarks>
/// Thread-safe. What a person edited or pinned is never changed: a statement against it is added beside it, so that both are seen.
/// A statement older than what is known is added as history only if it says how long it held.
/// </remarks>
public sealed class RulePolicy : IOperationPolicy
{
    private static readonly TimeSpan History = TimeSpan.FromDays(366);

    /// <inheritdoc/>
    public ProducerVersion Producer { get; } = new("rules", 2);

    /// <inheritdoc/>
    public ValueTask<PolicyDecision> DecideAsync(ExtractedUnit unit, ImmutableArray<MemoryRecord> similar, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return new(Decide(unit, similar.IsDefault ? [] : similar));
    }

    private static PolicyDecision Decide(ExtractedUnit unit, ImmutableArray<MemoryRecord> similar)
    {
        if (unit.Slot is { } slot)
            return OnSlot(unit, slot, [.. similar.Where(record => record.Slot is { } other && SameMatter(slot, other) && StillHolds(record))]);
        if (unit.CanonicalName is not null)
            return OnNames(unit, similar);
        var same = similar.FirstOrDefault(record => Same(record.Text, unit.Text));
        return same is null
            ? new PolicyDecision(PolicyAction.Add, null, "new statement")
            : new PolicyDecision(PolicyAction.Nothing, same.Id, "said before");
    }

    private static PolicyDecision OnSlot(ExtractedUnit unit, Slot slot, ImmutableArray<MemoryRecord> matter)
    {
        var known = matter.Where(record => Same(record.Slot!.Predicate, slot.Predicate)).ToList();
        var same = known.Find(record => SameValue(record.Slot!.Value, slot.Value));
        var opposite = matter.FirstOrDefault(record => SlotMatters.AreOpposite(record.Slot!.Predicate, slot.Predicate) && SameValue(record.Slot!.Value, slot.Value));
        if (unit.Negated)
        {
            // "I no longer work there" ends the one value there is; a named value ends only itself, also where it is known by another predicate
            // of the matter ("gave up chess", who plays it).
            var ended = same ?? matter.FirstOrDefault(record => SameValue(record.Slot!.Value, slot.Value) && record != opposite)
                ?? (slot.MultiValued || slot.Value.Length > 0 ? null : known.FirstOrDefault());
            return ended is null ? new PolicyDecision(PolicyAction.Nothing, null, "ends what is not known")
                : Protection.Covers(ended) ? new PolicyDecision(PolicyAction.Nothing, null, "what a person set is not ended by a statement")
                : new PolicyDecision(PolicyAction.Delete, ended.Id, "said to be over");
        }

        if (same is not null)
            return new PolicyDecision(PolicyAction.Nothing, same.Id, "known");
        if (opposite is not null)
        {
            return Protection.Covers(opposite)
                ? new PolicyDecision(PolicyAction.Add, null, "beside what a person set")
                : new PolicyDecision(PolicyAction.Update, opposite.Id, "the opposite of what is known");
        }

        var other = slot.MultiValued ? null : known.FirstOrDefault(record => !record.Slot!.MultiValued);
        if (other is null)
            return new PolicyDecision(PolicyAction.Add, null, slot.MultiValued ? "one more value" : "new slot");
        if (Protection.Covers(other))
            return new PolicyDecision(PolicyAction.Add, null, "beside what a person set");
        return IsNewer(unit, other)
            ? new PolicyDecision(PolicyAction.Update, other.Id, "newer value of a single-valued slot")
            : new PolicyDecision(unit.ValidTo is null ? PolicyAction.Nothing : PolicyAction.Add, null, "older than what is known");
    }

    private static PolicyDecision OnNames(ExtractedUnit unit, ImmutableArray<MemoryRecord> similar)
    {
        var names = unit.Aliases.Append(unit.CanonicalName!).Select(Fold).ToHashSet();
        var sameName = similar.FirstOrDefault(record => record.CanonicalName is { } name && Fold(name) == Fold(unit.CanonicalName!));
        if (sameName is not null)
        {
            var isNew = !names.IsSubsetOf(sameName.Aliases.Append(sameName.CanonicalName!).Select(Fold));
            return isNew && !Protection.Covers(sameName)
                ? new PolicyDecision(PolicyAction.Update, sameName.Id, "one more name")
                : new PolicyDecision(PolicyAction.Nothing, sameName.Id, "known by these names");
        }

        // The short form is known for something else: the newer meaning holds.
        var sameAlias = similar.FirstOrDefault(record => record.Belief?.Type == BeliefType.Entity && record.Aliases.Any(alias => names.Contains(Fold(alias))));
        return sameAlias is null || Protection.Covers(sameAlias)
            ? new PolicyDecision(PolicyAction.Add, null, "new name")
            : new PolicyDecision(PolicyAction.Update, sameAlias.Id, "the short form means something else now");
    }

    private static bool SameMatter(Slot one, Slot other) => Same(one.Subject, other.Subject) && Same(SlotMatters.Of(one.Predicate), SlotMatters.Of(other.Predicate));

    private static bool StillHolds(MemoryRecord record) => record.ValidTo is null;

    // Two beginnings are compared. Where only one is told, what was said later counts ("I live in Porto", "I moved to Braga last week"),
    // unless it began so long before that it must be history.
    private static bool IsNewer(ExtractedUnit unit, MemoryRecord known)
    {
        if (unit.ValidFrom is { } begins && known.ValidFrom is { } began)
            return begins >= began;
        return !(unit.ValidFrom is { } first && first < known.OccurredAt - History) && (unit.SaidAt ?? unit.ValidFrom ?? unit.OccurredAt) >= (known.ValidFrom ?? known.OccurredAt);
    }

    private static bool Same(string one, string other) => Fold(one) == Fold(other);

    // "a dog" and "the dog" are one value.
    private static bool SameValue(string one, string other) => WithoutArticle(Fold(one)) == WithoutArticle(Fold(other));

    private static string WithoutArticle(string text)
    {
        foreach (var article in (ReadOnlySpan<string>)["a ", "an ", "the "])
        {
            if (text.StartsWith(article, StringComparison.Ordinal))
                return text[article.Length..];
        }

        return text;
    }

    private static string Fold(string text) => new TextFolder().Fold(text.Trim().TrimEnd('.', '!', ',')).ToString();
}
