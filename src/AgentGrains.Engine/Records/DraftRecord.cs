using System.Collections.Immutable;

namespace AgentGrains.Engine.Records;

/// <summary>Turns a checked draft into a record: parts sorted and distinct, so that equal drafts give equal bytes.</summary>
internal static class DraftRecord
{
    public static MemoryRecord Make(MemoryDraft draft, MemoryId id, long sequence, DateTimeOffset at) => new()
    {
        Id = id,
        Kind = draft.Kind,
        Text = draft.Text,
        Why = draft.Why,
        CanonicalName = draft.CanonicalName,
        Aliases = Sorted(draft.Aliases, alias => alias),
        Slot = draft.Slot,
        Arguments = OrEmpty(draft.Arguments),
        OccurredAt = draft.OccurredAt ?? at,
        ValidFrom = draft.ValidFrom,
        ValidTo = draft.ValidTo,
        RecordedAt = at,
        Provenance = Origin(draft),
        Confidence = draft.Confidence,
        Lineage = draft.Supersedes is { } old ? Lineage.First with { Supersedes = old } : Lineage.First,
        Pinned = draft.Pinned,
        Metadata = Sorted(draft.Metadata, entry => entry.Name),
        Sequence = sequence,
        Status = draft.Status,
        Outcome = draft.Outcome,
        ExpiresAt = draft.ExpiresAt,
        Life = draft.Importance.Equals(LifeSignals.Initial.Importance) ? LifeSignals.Initial : LifeSignals.Initial with { Importance = draft.Importance },
        Belief = draft.Belief is { } belief ? belief with { Domains = Sorted(belief.Domains, domain => domain) } : null,
    };

    private static Provenance Origin(MemoryDraft draft) =>
        draft is { Source: null, Actor: null, Session: null, DerivedFrom.IsDefaultOrEmpty: true }
            ? Provenance.Unknown
            : new Provenance { Source = draft.Source, Actor = draft.Actor, Session = draft.Session, DerivedFrom = OrEmpty(draft.DerivedFrom) };

    private static ImmutableArray<T> OrEmpty<T>(ImmutableArray<T> items) => items.IsDefault ? [] : items;

    private static ImmutableArray<T> Sorted<T>(ImmutableArray<T> items, Func<T, string> name) => items.IsDefaultOrEmpty
        ? []
        : [.. items.DistinctBy(name, StringComparer.Ordinal).OrderBy(name, StringComparer.Ordinal)];
}
