using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Cluster.Tests.Memory.Chapters;

/// <summary>Places and ids of a log in chapters sort as it was written, whatever the clocks of its silos say.</summary>
public sealed class ChapterNumberTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_chapter_on_a_silo_whose_clock_is_late_goes_on_after_the_seal()
    {
        var (first, second) = (new MemoryState(ChapterCluster.Ann, MemoryType.Episodic), new MemoryState(ChapterCluster.Ann, MemoryType.Episodic, 1));
        var old = Remember(first, 1, Noon);
        first.Apply(first.DecideSeal(Noon));
        second.Follow(first.SealedAt!.Value);
        var next = Remember(second, 2, Noon.AddHours(-1));
        Assert.True(old.Id < next.Id);
        Assert.True(old.Sequence < next.Sequence);
        Assert.NotEqual(Engine.Records.Chapters.FingerprintOf(old.Id), Engine.Records.Chapters.FingerprintOf(next.Id));
    }

    [Fact]
    public void Keys_say_scope_and_chapter_and_no_scope_has_the_key_of_a_chapter()
    {
        foreach (var chapter in new[] { 0, 1, 77 })
            Assert.Equal((ChapterCluster.Ann, chapter), Engine.Records.Chapters.ParseKey(Engine.Records.Chapters.Key(ChapterCluster.Ann, chapter)));
        foreach (var key in new[] { "acme/user:ann/0", "acme/user:ann/-1", "acme/user:ann/x", "acme/user:ann/1/1", "acme/user:ann/" })
            Assert.Throws<InvalidScopeException>(() => Engine.Records.Chapters.ParseKey(key));
        Assert.Throws<InvalidScopeException>(() => Scope.ParseKey("acme/user:ann/1"));
    }

    private static MemoryReceipt Remember(MemoryState state, int n, DateTimeOffset now)
    {
        var decision = state.Decide([ChapterCluster.Turn(n)], now, new MemoryOptions());
        foreach (var operation in decision.Operations)
            state.Apply(operation);
        return decision.Receipts[0];
    }
}
