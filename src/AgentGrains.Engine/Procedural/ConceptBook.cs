using System.Collections.Immutable;
using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Procedural;

/// <summary>The concepts of a procedural memory: one record each, replaced by the merged one when more is learnt.</summary>
internal static class ConceptBook
{
    private const int MostParts = 200;

    /// <summary>Decides what learning concepts means. What teaches nothing new changes nothing.</summary>
    /// <returns>What to persist, and the concepts as they will be.</returns>
    public static (ImmutableArray<MemoryOperation> Operations, ImmutableArray<Concept> Concepts) Decide(
        MemoryState state, ImmutableArray<Concept> learnt, DateTimeOffset now, MemoryOptions limits, TenantLimits? tenant)
    {
        if (learnt.IsDefaultOrEmpty)
            throw new InvalidMemoryException("concepts", "There is nothing to learn: give at least one concept.");
        var known = Read(state);
        var drafts = new Dictionary<string, MemoryDraft>(StringComparer.OrdinalIgnoreCase);
        var merged = new Dictionary<string, Concept>(StringComparer.OrdinalIgnoreCase);
        foreach (var concept in learnt)
        {
            Check(concept);
            var name = ConceptText.Fold(concept.Name);
            var before = merged.GetValueOrDefault(name) ?? known.GetValueOrDefault(name).Concept;
            var after = before is null ? ConceptMerge.Normal(concept with { Name = name }) : ConceptMerge.Merge(before, concept);
            merged[name] = after;
            var text = ConceptText.Write(after);
            if (known.TryGetValue(name, out var old) && old.Record.Text == text)
                drafts.Remove(name);
            else
                drafts[name] = new MemoryDraft { Kind = MemoryKind.Concept, Text = text, CanonicalName = after.Name, Supersedes = old.Record?.Id };
        }

        var operations = drafts.Count == 0 ? [] : state.Decide([.. drafts.Values], now, limits, tenant).Operations;
        return (operations, [.. merged.Values]);
    }

    private static Dictionary<string, (Concept Concept, MemoryRecord Record)> Read(MemoryState state)
    {
        var concepts = new Dictionary<string, (Concept, MemoryRecord)>(StringComparer.OrdinalIgnoreCase);
        for (var ordinal = 0; ordinal < state.Versions; ordinal++)
        {
            if (state[ordinal] is { Kind: MemoryKind.Concept, Lineage.RetiredAt: null, Status: < EpistemicStatus.Superseded } record && ConceptText.Read(record.Text) is { } concept)
                concepts[concept.Name] = (concept, record);
        }

        return concepts;
    }

    private static void Check(Concept concept)
    {
        if (concept is null || string.IsNullOrWhiteSpace(concept.Name))
            throw new InvalidMemoryException("concepts", "A concept has no name.");
        if (concept.Cues.IsDefault || concept.Implementation.IsDefault || concept.UsedIn.IsDefault || concept.Parameters.IsDefault)
            throw new InvalidMemoryException("concepts", $"A list of concept '{concept.Name}' is missing; give an empty one.");
        if (concept.Cues.Length + concept.Implementation.Length + concept.UsedIn.Length + concept.Parameters.Length > MostParts)
            throw new InvalidMemoryException("concepts", $"Concept '{concept.Name}' has more than {MostParts} parts; split it.");
        if (concept.Parameters.Any(parameter => string.IsNullOrWhiteSpace(parameter?.Name)))
            throw new InvalidMemoryException("concepts", $"A parameter of concept '{concept.Name}' has no name.");
    }
}
