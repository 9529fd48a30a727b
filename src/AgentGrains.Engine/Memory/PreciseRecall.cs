using AgentGrains.Engine.Names;

namespace AgentGrains.Engine.Memory;

/// <summary>
/// Orders what a question calls by name: by its own name before an alias, more words before fewer, as written before with a typing error.
/// What stands in context anyway, open questions and expertise are left out.
/// </summary>
internal static class PreciseRecall
{
    private const float Canonical = 4;
    private const float Exact = 2;

    public static List<MemoryHit> Rank(IEnumerable<NameHit> called, Func<int, MemoryRecord?> recordOf, Func<string, string> fold) =>
    [
        .. from hit in called
           let record = recordOf(hit.Ordinal)
           where record is { Pinned: false } && record.Belief is not { Type: BeliefType.OpenQuestion } and not { Subtype: "expertise" }
           let score = Score(hit, record, fold)
           orderby score descending, hit.Ordinal
           select new MemoryHit(record, score, 1, [new ChannelScore("name", score)]),
    ];

    private static float Score(NameHit hit, MemoryRecord record, Func<string, string> fold) =>
        hit.Words + (hit.IsExact ? Exact : 0) + (record.CanonicalName is { } name && fold(name) == hit.Name ? Canonical : 0);
}
