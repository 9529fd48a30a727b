namespace AgentGrains.Runtime.Recall;

/// <summary>
/// What was said stands for what was derived from it: a derived statement is left out when a turn it was taken from was found too,
/// so that evidence does not say everything twice. One that only retells its turn comes after all that was said; one that tells how
/// things stand (a slot, a name) keeps its place.
/// </summary>
internal static class SourceFolding
{
    public static IEnumerable<Evidence> Fold(IReadOnlyCollection<Evidence> evidence)
    {
        var found = evidence.Select(item => item.Record.Id).ToHashSet();
        var kept = evidence.Where(item => !IsDerived(item.Record) || !item.Record.Provenance.DerivedFrom.Any(found.Contains)).ToList();
        return kept.Where(item => !Retells(item.Record)).Concat(kept.Where(item => Retells(item.Record)));
    }

    private static bool IsDerived(MemoryRecord record) => record.Provenance.Producer is not null;

    private static bool Retells(MemoryRecord record) => IsDerived(record) && record is { Kind: MemoryKind.Belief, Slot: null, CanonicalName: null };
}
