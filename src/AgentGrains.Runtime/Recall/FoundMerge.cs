using System.Collections.Immutable;
using AgentGrains.Engine.Fusion;

namespace AgentGrains.Runtime.Recall;

/// <summary>One list of what several memories found.</summary>
internal static class FoundMerge
{
    /// <summary>The evidence, best first; what stands for the same source is one.</summary>
    public static ImmutableArray<Evidence> Merge(IReadOnlyList<MemoryFinds> found, int limit)
    {
        var lists = found.Where(finds => !finds.Hits.IsEmpty).ToList();
        var all = lists.Sum(finds => finds.Hits.Length);
        var order = lists.Count == 1
            ? Enumerable.Range(0, all).Select(position => new MergedHit(0, position))
            : RankedListMerge.Merge([.. lists.Select(finds => finds.Hits.Select(hit => new RankedHit(0, (float)hit.Score, hit.Coverage, default)).ToArray())], all);
        var evidence =
            from place in order
            let hit = lists[place.List].Hits[place.Position]
            select new Evidence { Record = hit.Record, Scope = lists[place.List].Scope, Score = hit.Score, Channels = hit.Channels };
        return [.. SourceFolding.Fold([.. evidence]).Take(limit)];
    }

    /// <summary>The ids of the best.</summary>
    public static IReadOnlyList<MemoryId> Best(FannedOut found, int count) => [.. Merge(found.Finds, count).Select(static item => item.Record.Id)];
}
