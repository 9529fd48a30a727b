using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Cluster.Tests.Memory.Chapters;

/// <summary>A filter of keys never calls a key new that was used, and seldom one used that is new.</summary>
public sealed class KeyFilterTests
{
    [Theory, InlineData(1), InlineData(37), InlineData(20_000)]
    public void Keys_that_were_used_are_held_and_of_others_few(int count)
    {
        var filter = new KeyFilter(Fill(count).FilterKeys());
        Assert.All(Enumerable.Range(0, count), n => Assert.True(filter.MayHold($"key-{n}")));
        var wrong = Enumerable.Range(count, 100_000).Count(n => filter.MayHold($"key-{n}"));
        Assert.True(wrong < (count < 100 ? 2_000 : 200), $"{wrong} of 100,000 keys that were never used seem known");
    }

    [Fact]
    public void A_chapter_without_keys_holds_none_but_what_is_done_later_may_always_be_there()
    {
        var filter = new KeyFilter(Fill(0).FilterKeys());
        Assert.False(filter.MayHold("key-1"));
        Assert.True(filter.MayHold("run#7"));
    }

    private static MemoryState Fill(int count)
    {
        var state = new MemoryState(ChapterCluster.Ann, MemoryType.Episodic, 1);
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        foreach (var batch in Enumerable.Range(0, count).Chunk(500))
        {
            foreach (var operation in state.Decide([.. batch.Select(n => new MemoryDraft { Text = "said", Key = $"key-{n}" })], now, new MemoryOptions()).Operations)
                state.Apply(operation);
        }

        return state;
    }
}
