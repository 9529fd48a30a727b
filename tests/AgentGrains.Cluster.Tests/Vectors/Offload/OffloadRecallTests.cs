using System.Diagnostics;
using Xunit;
using static AgentGrains.Cluster.Tests.Vectors.Offload.OffloadCluster;
using static AgentGrains.Cluster.Tests.Vectors.Offload.OffloadTurns;

namespace AgentGrains.Cluster.Tests.Vectors.Offload;

/// <summary>Recall over vectors in a store is recall over vectors in the grain; without the store it is recall by words, and says so.</summary>
public sealed class OffloadRecallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public async Task Ranks_are_those_of_memories_that_scan_their_own_vectors(int chapters)
    {
        var store = new FaultyVectorStore();
        await using var own = await StartAsync(null, chapters: chapters);
        await using var offloaded = await StartAsync(store, silos: 2, chapters: chapters);
        var (ids, others) = (await own.TellAsync(0, 70), await offloaded.TellAsync(0, 70));
        await RequireSameAsync(70);

        foreach (var n in new[] { 3, 30, 68 })
        {
            Assert.True(await own.Memory.Scope(Ann).ForgetAsync(ids[n], cancellationToken: Token) && await offloaded.Memory.Scope(Ann).ForgetAsync(others[n], cancellationToken: Token));
            await own.Memory.Scope(Ann).RememberAsync(Turn(ids.Count + n) with { Supersedes = ids[n + 1] }, Token);
            await offloaded.Memory.Scope(Ann).RememberAsync(Turn(ids.Count + n) with { Supersedes = others[n + 1] }, Token);
        }

        await RequireSameAsync(70);

        async Task RequireSameAsync(int vectors)
        {
            await own.FollowedAsync(null, vectors);
            await offloaded.FollowedAsync(store, vectors);
            for (var n = 0; n < 14; n++)
            {
                var question = n < 7 ? Question(n) : Turn(n).Text;
                var expected = await own.FindAsync(question, static found => Assert.True(Meaning(found.Evidence[0]) > 0.3, "The best is not near."));
                Assert.Equal(expected, await offloaded.FindAsync(question, static found => Assert.DoesNotContain(RecallRemark.Degraded, found.Flags)));
            }

            Assert.True(store.Count("search") > 0);
        }
    }

    [Fact]
    public async Task What_a_full_answer_does_not_name_is_no_nearer_than_the_last_that_it_names()
    {
        var store = new FaultyVectorStore();
        await using var cluster = await StartAsync(store, static options => options.SearchLimit = 3);
        await cluster.TellFollowedAsync(store, 0, 30);
        var hits = await store.Inner.SearchAsync(Log, MeaningEmbedder.Id, MeaningEmbedder.Embed(Question(0)), 3, Token);
        await cluster.FindAsync(Question(0), found =>
        {
            Assert.True(found.Evidence.Length > 3);
            foreach (var item in found.Evidence)
                Assert.Equal(hits.Where(hit => hit.Id == item.Record.Id).Select(static hit => hit.Cosine).DefaultIfEmpty(hits[^1].Cosine).Single(), Meaning(item), 5);
        });
    }

    [Fact]
    public async Task Away_recall_goes_on_by_words_and_says_so_and_what_was_written_meanwhile_is_caught_up()
    {
        var store = new FaultyVectorStore();
        await using var cluster = await StartAsync(store);
        await cluster.TellFollowedAsync(store, 0, 7);
        store.Fails = static _ => true;
        await cluster.TellAsync(7, 7);

        await cluster.FindAsync("Which kettle?", static found =>
        {
            Assert.Contains(RecallRemark.Degraded, found.Flags);
            Assert.Contains("kettle", found.Evidence[0].Record.Text, StringComparison.Ordinal);
            Assert.All(found.Evidence, static item => Assert.Equal(0, Meaning(item)));
        });
        Assert.Empty(await cluster.FindAsync(Question(0), static found => Assert.Contains(RecallRemark.Degraded, found.Flags)));
        Assert.Equal(7, (await store.AllAsync(Log)).Length);

        store.Fails = static _ => false;
        await cluster.FollowedAsync(store, 14);
        await cluster.FindAsync(Question(0), static found =>
        {
            Assert.DoesNotContain(RecallRemark.Degraded, found.Flags);
            Assert.All(found.Evidence.Take(2), static item => Assert.Contains("kettle", item.Record.Text, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task A_store_that_failed_is_not_asked_for_a_while_and_a_slow_one_is_not_waited_for()
    {
        var store = new FaultyVectorStore();
        await using var cluster = await StartAsync(store, static options => (options.SearchTimeout, options.RestAfterFailure) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromHours(1)));
        await cluster.TellFollowedAsync(store, 0, 7);
        await cluster.FindAsync("Which kettle?");
        var before = store.Count("search");
        store.Waits = static call => call == "search" ? Task.Delay(TimeSpan.FromSeconds(60), TimeProvider.System, CancellationToken.None) : Task.CompletedTask;
        var started = Stopwatch.GetTimestamp();
        for (var n = 0; n < 20; n++)
            Assert.NotEmpty(await cluster.FindAsync("Which kettle?", static found => Assert.Contains(RecallRemark.Degraded, found.Flags)));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(15), "Recalls waited for the store.");
        Assert.Equal(3, store.Count("search") - before);   // of the three memories of the scope
    }

    [Fact]
    public async Task A_hit_of_an_earlier_vector_of_another_journal_or_of_what_is_gone_does_not_count()
    {
        var store = new FaultyVectorStore();
        await using var cluster = await StartAsync(store);
        var ids = await cluster.TellFollowedAsync(store, 0, 14);
        var asked = MeaningEmbedder.Embed(Question(0));
        var expected = await cluster.FindAsync(Question(1));
        var hits = await store.AllAsync(Log);
        var lamp = ids[1];
        await store.Inner.UpsertAsync(Log, MeaningEmbedder.Id, [new(lamp, hits.Single(hit => hit.Id == lamp).Sequence + 1, asked)], Token);
        await store.Inner.UpsertAsync(Log, MeaningEmbedder.Id, [new(new MemoryId(MemoryType.Episodic, 77), 5, asked)], Token);

        await cluster.FindAsync(Question(0), found =>
        {
            Assert.DoesNotContain(RecallRemark.Degraded, found.Flags);
            Assert.All(found.Evidence.Take(2), static item => Assert.Contains("kettle", item.Record.Text, StringComparison.Ordinal));
            Assert.DoesNotContain(found.Evidence, item => item.Record.Id == lamp && Meaning(item) > 0);
        });
        Assert.NotEqual(expected, await cluster.FindAsync(Question(1)));   // the lamp is found by its words until its own vector is back
        await store.Inner.UpsertAsync(Log, MeaningEmbedder.Id, [new(lamp, hits.Single(hit => hit.Id == lamp).Sequence, MeaningEmbedder.Embed(Turn(1).Text))], Token);
        Assert.Equal(expected, await cluster.FindAsync(Question(1)));
    }

    [Fact]
    public async Task No_call_of_a_tenant_names_another()
    {
        var (store, bob) = (new FaultyVectorStore(), Scope.User("globex", "ann"));
        await using var cluster = await StartAsync(store);
        await cluster.TellFollowedAsync(store, 0, 7);
        await cluster.TellFollowedAsync(store, 7, 7, bob);
        store.Calls.Clear();
        await cluster.FindAsync(Question(0), static found => Assert.NotEmpty(found.Evidence));
        Assert.All(store.Calls, static call => Assert.Equal("acme/user:ann", call.Whose));
        Assert.Equal(3, store.Count("search"));
        await cluster.FindAsync(Question(0), static found => Assert.DoesNotContain(found.Evidence, static item => item.Record.Text.EndsWith("number 0.", StringComparison.Ordinal)), bob);
    }
}
