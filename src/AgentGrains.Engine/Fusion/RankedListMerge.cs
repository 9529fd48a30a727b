namespace AgentGrains.Engine.Fusion;

/// <summary>One hit of a merged list: which list it came from, and where it stood there.</summary>
/// <param name="List">Position of its list among the merged.</param>
/// <param name="Position">Its position in that list.</param>
public readonly record struct MergedHit(int List, int Position);

/// <summary>
/// Merges ranked lists of different indexes by coverage, keeping the order of every list. Scores of different indexes are not
/// comparable and are not looked at.
/// </summary>
/// <remarks>
/// A list's coverages are first made non-increasing by isotonic regression (pool adjacent violators): neighbours that stand in
/// the other order share their mean, so that one well-worded hit deep in a list neither jumps the queue nor is lost.
/// </remarks>
public static class RankedListMerge
{
    /// <summary>Merges; equal coverages are ordered by list, then by position.</summary>
    /// <param name="lists">Ranked lists, best first. Their order decides ties, so give it a meaning, such as scope order.</param>
    /// <param name="limit">Most hits to return.</param>
    public static IReadOnlyList<MergedHit> Merge(IReadOnlyList<IReadOnlyList<RankedHit>> lists, int limit)
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var keys = lists.Select(NonIncreasing).ToArray();
        var next = new int[lists.Count];
        var merged = new List<MergedHit>(Math.Min(limit, keys.Sum(static list => list.Length)));
        while (merged.Count < limit)
        {
            var best = -1;
            for (var list = 0; list < keys.Length; list++)
            {
                if (next[list] < keys[list].Length && (best < 0 || keys[list][next[list]] > keys[best][next[best]]))
                    best = list;
            }

            if (best < 0)
                break;
            merged.Add(new MergedHit(best, next[best]++));
        }

        return merged;
    }

    private static double[] NonIncreasing(IReadOnlyList<RankedHit> hits)
    {
        var blocks = new Stack<(double Sum, int Count)>();
        foreach (var hit in hits)
        {
            var block = (Sum: (double)hit.Coverage, Count: 1);
            while (blocks.TryPeek(out var last) && last.Sum * block.Count < block.Sum * last.Count)
            {
                _ = blocks.Pop();
                block = (block.Sum + last.Sum, block.Count + last.Count);
            }

            blocks.Push(block);
        }

        return [.. blocks.Reverse().SelectMany(static block => Enumerable.Repeat(block.Sum / block.Count, block.Count))];
    }
}
