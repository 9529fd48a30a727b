using AgentGrains.Cluster.Tests.Encryption;
using Microsoft.Extensions.Options;
using Xunit;
using static AgentGrains.Cluster.Tests.Vectors.Offload.OffloadCluster;
using static AgentGrains.Cluster.Tests.Vectors.Offload.OffloadTurns;

namespace AgentGrains.Cluster.Tests.Vectors.Offload;

/// <summary>The store comes to hold what the journal says, whatever was lost, cut short or put in its place.</summary>
public sealed class VectorFollowerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_forgotten_or_held_leaves_the_store_and_what_is_released_comes_back_at_its_new_place()
    {
        var store = new FaultyVectorStore();
        await using var cluster = await StartAsync(store);
        var memory = cluster.Memory.Scope(Ann);
        var ids = await cluster.TellFollowedAsync(store, 0, 10);
        var before = (await store.AllAsync(Log)).ToDictionary(hit => hit.Id, hit => hit.Sequence);

        await memory.ForgetAsync(ids[2], cancellationToken: Token);
        Assert.True(await memory.Quarantine.HoldAsync(ids[5], "It looks odd.", Token));
        await cluster.FollowedAsync(store, 8);
        Assert.DoesNotContain(await store.AllAsync(Log), hit => hit.Id == ids[2] || hit.Id == ids[5]);

        Assert.True(await memory.Quarantine.ReleaseAsync(ids[5], cancellationToken: Token));
        await cluster.FollowedAsync(store, 9);
        Assert.True((await store.AllAsync(Log)).Single(hit => hit.Id == ids[5]).Sequence > before[ids[5]]);
        Assert.True((await cluster.FindAsync(Question(5))).Count > 0);
        Assert.All((await store.AllAsync(Log)).Where(hit => hit.Id != ids[5]), hit => Assert.Equal(before[hit.Id], hit.Sequence));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_was_emptied_is_filled_again_when_the_memory_is_next_loaded_or_looks_whether_it_is_there(bool loads)
    {
        var store = new FaultyVectorStore();
        await using var cluster = await StartAsync(store, options => options.CheckPeriod = loads ? TimeSpan.FromHours(1) : TimeSpan.FromMilliseconds(200), chapters: 10);
        await cluster.TellFollowedAsync(store, 0, 25);
        await CursorsAsync(store, 3);
        store.Empty();
        if (loads)
        {
            await cluster.ForgetActivationsAsync(Ann);
            for (var chapter = 1; chapter < 3; chapter++)
                await cluster.Silos.DeactivateAsync(GrainId.Create("episodic-memory", Engine.Records.Chapters.Key(Ann, chapter)));
        }

        await UntilAsync(
            async () =>
            {
                await cluster.FindAsync(Question(0));   // which wakes whoever is to look
                return (await store.AllAsync(Log)).Length == 25;
            },
            "The store stayed empty.");
        await CursorsAsync(store, 3);
    }

    [Theory]
    [InlineData("write-cursor")]
    [InlineData("upsert")]
    public async Task A_crash_between_batch_and_cursor_loses_and_doubles_nothing(string fails)
    {
        var store = new FaultyVectorStore();
        await using var cluster = await StartAsync(store);
        await cluster.TellFollowedAsync(store, 0, 5);
        await CursorsAsync(store, 1);
        var cursor = await store.Inner.ReadCursorAsync(Log, MeaningEmbedder.Id, 0, Token);
        store.Fails = call => call == fails;
        await cluster.TellAsync(5, 20);
        await cluster.FollowedAsync(fails == "upsert" ? null : store, 25);
        await UntilAsync(() => Task.FromResult(store.Count(fails) > (fails == "upsert" ? 1 : 2)), "Nothing failed.");
        Assert.Equal(cursor, await store.Inner.ReadCursorAsync(Log, MeaningEmbedder.Id, 0, Token));

        // Gone, and loaded again: all that the next activation knows is the journal and the store.
        await cluster.ForgetActivationsAsync(Ann);
        store.Fails = static _ => false;
        await cluster.FollowedAsync(store, 25);
        await UntilAsync(async () => await store.Inner.ReadCursorAsync(Log, MeaningEmbedder.Id, 0, Token) > cursor, "The cursor stayed behind.");
        Assert.Equal(25, (await store.AllAsync(Log)).Select(hit => hit.Id).Distinct().Count());
        await cluster.FindAsync(Question(0), static found => Assert.Contains("kettle", found.Evidence[0].Record.Text, StringComparison.Ordinal));

        // Followed up to its end, it is not written again.
        var writes = store.Count("upsert");
        await cluster.ForgetActivationsAsync(Ann);
        await cluster.FindAsync(Question(0));
        await UntilAsync(() => Task.FromResult(store.Calls.Last().Call is "read-cursor" or "search"), "It went on writing.");
        Assert.Equal(writes, store.Count("upsert"));
    }

    [Fact]
    public async Task A_store_of_another_journal_is_emptied_and_written_anew()
    {
        var store = new FaultyVectorStore();
        await store.Inner.UpsertAsync(Log, MeaningEmbedder.Id, [new(new MemoryId(MemoryType.Episodic, 77), 900, MeaningEmbedder.Embed("kettle"))], Token);
        await store.Inner.WriteCursorAsync(Log, MeaningEmbedder.Id, 0, 1_000, Token);
        await using var cluster = await StartAsync(store);
        var ids = await cluster.TellAsync(0, 5);
        await UntilAsync(async () => (await store.AllAsync(Log)).Select(hit => hit.Id).Order().SequenceEqual(ids.Order()), "The other journal's vectors stay.");
        Assert.Equal(1, store.Count("delete-memory"));
    }

    [Fact]
    public async Task Vectors_that_the_store_refuses_for_ever_are_left_out_and_the_rest_is_written()
    {
        var store = new FaultyVectorStore();
        await store.Inner.UpsertAsync(Log with { Scope = Scope.User("acme", "bob") }, MeaningEmbedder.Id, [new(new MemoryId(MemoryType.Episodic, 77), 1, new float[] { 1, 2, 3 })], Token);
        await using var cluster = await StartAsync(store);   // whose vectors have another dimension
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Waits = call => call == "upsert" ? held.Task : Task.CompletedTask;
        await cluster.TellAsync(0, 5);
        await cluster.FollowedAsync(null, 5);
        held.SetResult();   // one vector alone, and then a batch of four
        await UntilAsync(async () => await store.Inner.ReadCursorAsync(Log, MeaningEmbedder.Id, 0, Token) == await EndAsync(cluster), "It tries for ever.");
        await cluster.FindAsync("Which kettle?", static found =>
        {
            Assert.Contains("kettle", found.Evidence[0].Record.Text, StringComparison.Ordinal);
            Assert.Contains(RecallRemark.Degraded, found.Flags);
        });
    }

    [Fact]
    public async Task A_silo_refuses_a_store_without_a_model_or_beside_encryption_unless_that_is_known()
    {
        using var keys = new KeyFolder().Write("k1");
        var store = new FaultyVectorStore();
        var without = await Assert.ThrowsAnyAsync<Exception>(async () => await MemoryCluster.StartAsync(configure: grains => grains.UseVectorStore(_ => store)));
        Assert.Contains("add an embedder", Fault(without), StringComparison.Ordinal);
        var encrypted = await Assert.ThrowsAnyAsync<Exception>(async () => await StartAsync(store, configure: grains => grains.UseEncryption(keys.Configure)));
        Assert.Contains("AcceptUnencrypted", Fault(encrypted), StringComparison.Ordinal);
        var limit = await Assert.ThrowsAnyAsync<Exception>(async () => await StartAsync(store, static options => options.SearchLimit = 0));
        Assert.Contains("SearchLimit is 0", Fault(limit), StringComparison.Ordinal);
        var slow = await Assert.ThrowsAnyAsync<Exception>(async () => await StartAsync(store, static options => options.WriteTimeout = TimeSpan.FromSeconds(2)));
        Assert.Contains("more than a third of the silo's ResponseTimeout of 5 s", Fault(slow), StringComparison.Ordinal);
    }

    private static async Task<long> EndAsync(MemoryCluster cluster)
    {
        TenantContext.Set(Ann.Tenant);
        return (await cluster.Grains.GetGrain<IEpisodicMemoryGrain>(Ann.Key).GetStatusAsync(Token)).Sequence;
    }

    private static string Fault(Exception thrown)
    {
        for (var cause = thrown; cause is not null; cause = cause is AggregateException { InnerExceptions: [var one, ..] } ? one : cause.InnerException)
        {
            if (cause is OptionsValidationException invalid)
                return invalid.Message;
        }

        return thrown.ToString();
    }

    private static Task CursorsAsync(FaultyVectorStore store, int parts) => UntilAsync(
        async () => (await Task.WhenAll(Enumerable.Range(0, parts).Select(part => store.Inner.ReadCursorAsync(Log, MeaningEmbedder.Id, part, Token).AsTask()))).All(static cursor => cursor is not null),
        "A chapter has no cursor.");
}
