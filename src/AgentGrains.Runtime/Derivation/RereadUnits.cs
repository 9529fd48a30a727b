using AgentGrains.Engine.Analysis;
using AgentGrains.Engine.Decisions;

namespace AgentGrains.Runtime.Derivation;

/// <summary>
/// Compares what an extractor finds in turns that were read before with what was derived from them then: what is found again stays as it is, what the
/// same extractor no longer finds is withdrawn, and what is new neither ends nor replaces what was said later.
/// </summary>
internal static class RereadUnits
{
    /// <summary>Records that the extractor made when it was another version, and does not find any more.</summary>
    /// <param name="derived">What was derived from the turns.</param>
    /// <param name="units">What is found in the turns now.</param>
    /// <param name="turns">The turns, all there are of the page.</param>
    /// <param name="extractor">Who finds it.</param>
    public static IEnumerable<MemoryRecord> NoLongerFound(
        IEnumerable<DerivedRecord> derived, IReadOnlyList<KeyedUnit> units, IEnumerable<MemoryRecord> turns, ProducerVersion extractor)
    {
        var read = turns.Select(static turn => turn.Id).ToHashSet();
        return derived.Select(static item => item.Record).Where(record =>
            record is { Lineage.RetiredAt: null, Status: < EpistemicStatus.Superseded }
            && record.Provenance.Producer == extractor.Name && record.Provenance.ProducerVersion != extractor.Version
            && !Protection.Covers(record)
            && record.Provenance.DerivedFrom.All(read.Contains)   // what reaches into another page was read with other turns around it
            && !units.Any(item => SaysTheSame(item.Unit, record)));
    }

    /// <summary>Statements that are not known from the same turns already.</summary>
    public static List<KeyedUnit> New(IEnumerable<DerivedRecord> derived, IEnumerable<KeyedUnit> units)
    {
        var known = derived.Where(static item => item.Stands).Select(static item => item.Record).ToList();
        return [.. units.Where(item => !known.Exists(record => SaysTheSame(item.Unit, record) && record.Provenance.DerivedFrom.Any(item.Unit.Sources.Contains)))];
    }

    /// <summary>Whether a proposal leaves alone what was said after its own turns, what was not derived at all, and what it only confirms.</summary>
    public static bool IsInOrder(MemoryProposal proposal, MemoryRecord? target) => proposal.Kind switch
    {
        OperationKind.Add => true,
        OperationKind.Reinforce => false,   // it was counted when it was read first
        _ => target is { Provenance.DerivedFrom: { IsEmpty: false } sources } && sources.Max().CompareTo(proposal.Evidence.Max()) <= 0,
    };

    private static bool SaysTheSame(ExtractedUnit unit, MemoryRecord record) =>
        unit.Slot is { } slot && record.Slot is { } known
            ? Same(slot.Subject, known.Subject) && Same(slot.Predicate, known.Predicate) && Same(slot.Value, known.Value)
            : unit.CanonicalName is { } name ? Same(name, record.CanonicalName ?? "")
            : Same(unit.Text, record.Text);

    private static bool Same(string one, string other) => new TextFolder().Fold(one.Trim()).SequenceEqual(new TextFolder().Fold(other.Trim()));
}
