using System.Collections.Immutable;

namespace AgentGrains.Engine.Governance;

/// <summary>Says of the evidence of one recall whether it contradicts itself, and whether what is no longer so stands before what is.</summary>
/// <remarks>Pure and thread-safe. Only slots with one value can contradict each other, and only where both values say when they are from.</remarks>
public static class EvidenceConflicts
{
    /// <summary>Looks for two values of one thing.</summary>
    /// <param name="evidence">What a recall shows, best first.</param>
    /// <returns>Whether two values are there, and whether an earlier one of two stands before the later.</returns>
    public static (bool Conflicts, bool IsOutdated) Of(ImmutableArray<Evidence> evidence)
    {
        var (first, conflicts) = (new Dictionary<(string, string), MemoryRecord>(), false);
        foreach (var record in evidence.Select(static item => item.Record))
        {
            if (record.Slot is not { MultiValued: false } slot || record.ValidTo is not null)
                continue;
            if (first.TryAdd((Fold(slot.Subject), Fold(slot.Predicate)), record))
                continue;
            var above = first[(Fold(slot.Subject), Fold(slot.Predicate))];
            if (Fold(above.Slot!.Value) == Fold(slot.Value))
                continue;
            conflicts = true;
            if (Since(above) < Since(record))
                return (true, true);
        }

        return (conflicts, false);
    }

    private static DateTimeOffset Since(MemoryRecord record) => record.ValidFrom ?? record.OccurredAt;

    private static string Fold(string text) => text.Trim().ToUpperInvariant();
}
