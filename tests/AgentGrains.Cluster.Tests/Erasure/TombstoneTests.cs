using AgentGrains.Cluster.Tests.Derivation;
using AgentGrains.Cluster.Tests.Memory.Chapters;
using AgentGrains.Cluster.Tests.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Erasure;

/// <summary>What was erased does not come back while its tombstone stands: not remembered, not derived, not imported, not after a restart.</summary>
public sealed class TombstoneTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public async Task What_was_erased_is_refused_in_other_words_until_an_admin_lifts_it()
    {
        var storage = new SharedStorage();
        var erased = default(RecordErasure)!;
        await using (var cluster = await MemoryCluster.StartAsync(storage: storage, derives: true))
        {
            var kept = await cluster.Memory.Scope(Ann).RememberAsync(new MemoryDraft { Text = "We adopted a dog named Rex.", Key = "kept" });
            var said = await DerivationTests.SayAsync(cluster, "I live in Quixotopia.");
            erased = await cluster.Memory.Scope(Ann).EraseRecordsAsync([said.Id]);
            Assert.Equal(erased.Records.Length, erased.Tombstones);
            Assert.Equal(0, (await cluster.Memory.Scope(Ann).EraseRecordsAsync([said.Id])).Tombstones);
            await AssertRefusedAsync(cluster.Memory.Scope(Ann));
            Assert.Equal(kept.Id, (await cluster.Memory.Scope(Ann).RememberAsync(new MemoryDraft { Text = "We adopted a dog named Rex.", Key = "kept" })).Id);
            Assert.NotEqual(default, (await cluster.Memory.Scope("acme", "user:bob").RememberAsync("I live in Quixotopia.")).Id);   // another's matter
        }

        await using (var cluster = await MemoryCluster.StartAsync(storage: storage, derives: true))
        {
            var memory = cluster.Memory.Scope(Ann);
            await AssertRefusedAsync(memory);
            Assert.True((await memory.Audit.VerifyAsync()).IsIntact);
            Assert.Equal(erased.Tombstones, await memory.LiftTombstonesAsync(erased.Records));
            Assert.Equal(0, await memory.LiftTombstonesAsync(erased.Records));
            await memory.RememberAsync("My home is in Quixotopia.");
            await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.LiftTombstonesAsync([]));
        }

        static async Task AssertRefusedAsync(IScopedMemory memory)
        {
            foreach (var draft in (MemoryDraft[])[
                new() { Text = "My home is in Quixotopia." }, new() { Text = "It rains. Quixotopia is where I live now." },
                new() { Text = "I am based in Quixotopia.", Kind = MemoryKind.Belief }, new() { Text = "I reside in Quixotopia.", Kind = MemoryKind.Lesson }])
            {
                var refused = await Assert.ThrowsAsync<MemoryRejectedException>(async () => await memory.RememberAsync([new MemoryDraft { Text = "Tea is hot." }, draft]));
                Assert.Equal(GuardSignal.Erased, refused.Reasons[0].Signal);
            }

            foreach (var question in "Where do I live?|Is Quixotopia my home?|Where is Ann based?|Which town does she reside in?|Where did she move?".Split('|'))
                Assert.DoesNotContain((await memory.RecallAsync(question)).Evidence, item => item.Record.Text.Contains("Quixotopia", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task A_retry_of_what_stands_in_the_open_chapter_is_answered_though_its_twin_was_erased()
    {
        await using var cluster = await ChapterCluster.StartAsync(storage: new SharedStorage());
        var memory = cluster.Memory.Scope(Ann);
        var twin = await memory.RememberAsync(new MemoryDraft { Text = "I live in Quixotopia.", Key = "first" });
        await memory.TellAsync(0, ChapterCluster.Records);
        var stands = await memory.RememberAsync(new MemoryDraft { Text = "I live in Quixotopia.", Key = "second" });
        await memory.EraseRecordsAsync([twin.Id]);
        await cluster.ForgetChaptersAsync(2);

        Assert.Equal(stands, await memory.RememberAsync(new MemoryDraft { Text = "I live in Quixotopia.", Key = "second" }));
        await Assert.ThrowsAsync<MemoryRejectedException>(async () => await memory.RememberAsync(new MemoryDraft { Text = "I live in Quixotopia.", Key = "third" }));
    }

    [Fact]
    public async Task A_memory_in_chapters_refuses_it_too()
    {
        await using var cluster = await ChapterCluster.StartAsync(storage: new SharedStorage());
        var memory = cluster.Memory.Scope(Ann);
        await memory.TellAsync(1, 7);
        var said = await memory.RememberAsync("I am afraid of spiders.");
        await memory.TellAsync(8, 9);
        await memory.EraseRecordsAsync([said.Id]);
        await cluster.ForgetChaptersAsync(3);
        var refused = await Assert.ThrowsAsync<MemoryRejectedException>(async () => await memory.RememberAsync("Spiders scare me."));
        Assert.Equal(GuardSignal.Erased, refused.Reasons[0].Signal);
        await memory.TellAsync(17, 1);   // what is known, and what is new
    }
}
