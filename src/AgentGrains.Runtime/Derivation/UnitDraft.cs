namespace AgentGrains.Runtime.Derivation;

/// <summary>The record that a statement makes.</summary>
internal static class UnitDraft
{
    public static MemoryDraft Of(ExtractedUnit unit) => new()
    {
        Text = unit.Text,
        Kind = MemoryKind.Belief,
        Belief = new BeliefDetails { Type = unit.Type },
        Status = unit.Type == BeliefType.OpenQuestion ? EpistemicStatus.Exploratory : EpistemicStatus.Inferred,
        OccurredAt = unit.OccurredAt,
        ValidFrom = unit.ValidFrom,
        ValidTo = unit.ValidTo,
        Slot = unit.Slot,
        Arguments = unit.Arguments,
        CanonicalName = unit.CanonicalName,
        Aliases = unit.Aliases,
        Confidence = unit.Confidence,
        Source = "derivation",
        DerivedFrom = unit.Sources,
    };
}
