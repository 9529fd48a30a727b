using System.Collections.Immutable;

namespace AgentGrains.Engine.Resolve;

/// <summary>Fills the fields of a form with what the memories of its scopes hold; fills none unless it is plain with what.</summary>
public static class FormFiller
{
    /// <summary>Fills.</summary>
    /// <param name="request">The form.</param>
    /// <param name="found">What each scope's memory holds, in the order of the request's scopes.</param>
    public static ImmutableArray<ResolvedField> Fill(ResolveRequest request, IReadOnlyList<(Scope Scope, ImmutableArray<SlotMatch> Matches)> found)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(found);
        var matcher = new FieldMatcher();
        return [.. request.Fields.Select((field, number) => Fill(field, Candidates(number, found), matcher))];
    }

    // Those of the surest kind of match; scopes in order, and in each what is pinned, then what is not doubted, then the latest.
    private static List<(Scope Scope, MemoryRecord Record)> Candidates(int field, IReadOnlyList<(Scope Scope, ImmutableArray<SlotMatch> Matches)> found)
    {
        var all = found.SelectMany(memory => memory.Matches.Where(match => match.Field == field)
            .OrderByDescending(match => match.Record.Pinned).ThenByDescending(match => Math.Min(match.Record.Trust, SourceStanding.Unknown))
            .ThenByDescending(match => match.Record.OccurredAt).ThenByDescending(match => match.Record.Id)
            .Select(match => (memory.Scope, match.Record, match.Strength))).ToList();
        var best = all.Count == 0 ? 0 : all.Max(match => match.Strength);
        return [.. all.Where(match => match.Strength == best).Select(match => (match.Scope, match.Record))];
    }

    private static ResolvedField Fill(FormField field, List<(Scope Scope, MemoryRecord Record)> candidates, FieldMatcher matcher)
    {
        var values = new List<(ResolvedValue Value, bool MultiValued)>();
        var seen = new HashSet<(string Subject, string Value)>();
        foreach (var (scope, record) in candidates)
        {
            var slot = record.Slot!;
            if (Accepted(field, slot.Value, matcher) is { } value && seen.Add((matcher.Fold(slot.Subject), matcher.Fold(value))))
                values.Add((new ResolvedValue(value, record.Id, scope, slot.Subject, record.Confidence, record.OccurredAt), slot.MultiValued));
        }

        if (values.Count == 0)
            return new ResolvedField(field.Name, ResolveOutcome.Missing, []);
        ImmutableArray<ResolvedValue> all = [.. values.Select(entry => entry.Value)];
        var subjects = all.Select(value => matcher.Fold(value.Subject)).Distinct(StringComparer.Ordinal).Count();
        if (subjects > 1)
            return new ResolvedField(field.Name, ResolveOutcome.Ambiguous, all);
        if (field.Many)
            return new ResolvedField(field.Name, ResolveOutcome.Filled, values.Any(entry => entry.MultiValued) ? all : all[..1]);
        return values.Count > 1 && values.Any(entry => entry.MultiValued)
            ? new ResolvedField(field.Name, ResolveOutcome.Ambiguous, all)
            : new ResolvedField(field.Name, ResolveOutcome.Filled, all[..1]);
    }

    private static string? Accepted(FormField field, string value, FieldMatcher matcher) =>
        field.Options.IsDefaultOrEmpty ? value : field.Options.FirstOrDefault(option => matcher.Fold(option) == matcher.Fold(value));
}
