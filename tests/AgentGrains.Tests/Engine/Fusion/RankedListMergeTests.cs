using AgentGrains.Engine.Fusion;
using Xunit;

namespace AgentGrains.Tests.Engine.Fusion;

public sealed class RankedListMergeTests
{
    [Fact]
    public void Lists_are_merged_by_coverage() =>
        Assert.Equal([(1, 0), (0, 0), (0, 1), (1, 1)], Merge(10, [0.8f, 0.5f], [0.9f, 0.1f]));

    [Fact]
    public void A_high_coverage_deep_in_a_list_lifts_the_hits_before_it_a_little() =>
        Assert.Equal([(0, 0), (0, 1), (1, 0), (1, 1)], Merge(10, [0.2f, 1f], [0.5f, 0.4f]));

    [Fact]
    public void Equal_coverages_go_by_list_then_position() =>
        Assert.Equal([(0, 0), (0, 1), (1, 0)], Merge(10, [0.5f, 0.5f], [0.5f]));

    [Fact]
    public void Empty_lists_and_small_limits_are_fine()
    {
        Assert.Empty(Merge(10));
        Assert.Empty(Merge(10, [], []));
        Assert.Equal([(1, 0)], Merge(1, [], [0.3f, 0.2f]));
        Assert.Empty(Merge(0, [0.3f]));
    }

    [Fact]
    public void Every_list_keeps_its_order_and_nothing_is_lost()
    {
        var random = new Random(9);
        for (var round = 0; round < 200; round++)
        {
            var lists = Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Enumerable.Range(0, random.Next(20)).Select(_ => random.Next(5) / 4f).ToArray()).ToArray();
            var merged = Merge(1000, lists);
            for (var list = 0; list < lists.Length; list++)
                Assert.Equal(Enumerable.Range(0, lists[list].Length), merged.Where(hit => hit.List == list).Select(hit => hit.Position));
        }
    }

    private static (int List, int Position)[] Merge(int limit, params float[][] coverages) =>
        [.. RankedListMerge.Merge([.. coverages.Select(list => (IReadOnlyList<RankedHit>)[.. list.Select((coverage, i) => new RankedHit(i, 0, coverage, default))])], limit)
            .Select(hit => (hit.List, hit.Position))];
}
