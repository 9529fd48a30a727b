using AgentGrains.Cluster.Tests.Encryption;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Xunit;
using static AgentGrains.Cluster.Tests.Vectors.Offload.OffloadCluster;
using static AgentGrains.Cluster.Tests.Vectors.Offload.OffloadTurns;

namespace AgentGrains.Cluster.Tests.Vectors.Offload;

/// <summary>What is erased is gone from the store when that is said, and nothing that was under way brings it back.</summary>
public sealed class OffloadErasureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task An_erased_record_is_gone_from_the_store_or_the_erasure_is_uncertain_and_finished_later(int chapters)
    {
        var store = new FaultyVectorStore();
        await using var cluster = await StartAsync(store, chapters: chapters);
        var ids = await cluster.TellFollowedAsync(store, 0, 10);

        await cluster.Memory.Scope(Ann).EraseRecordsAsync([ids[2]], Token);
        Assert.DoesNotContain(await store.AllAsync(Log), hit => hit.Id == ids[2]);

        store.Fails = static _ => true;
        var uncertain = await Assert.ThrowsAsync<WriteUncertainException>(async () => await Direct(cluster).EraseRecordsAsync([ids[6]], Token));
        Assert.Contains("vector store", uncertain.Message, StringComparison.Ordinal);
        store.Fails = static call => call == "upsert";   // nothing but the erasure itself may help
        TenantContext.Set("acme");
        await cluster.Grains.GetGrain<IUserScopeGrain>(Ann.Key).AsReference<IRemindable>().ReceiveReminder("erase", default);
        Assert.DoesNotContain(await store.AllAsync(Log), hit => hit.Id == ids[6]);
        store.Fails = static _ => false;
        await cluster.FollowedAsync(store, 8);
        Assert.DoesNotContain(await store.AllAsync(Log), hit => hit.Id == ids[2] || hit.Id == ids[6]);
    }

    [Fact]
    public async Task A_batch_under_way_does_not_bring_back_what_is_erased_meanwhile()
    {
        var store = new FaultyVectorStore();
        await using var cluster = await StartAsync(
            store, static options => options.WriteTimeout = TimeSpan.FromSeconds(20),
            configure: static grains => grains.Services.PostConfigure<SiloMessagingOptions>(static messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(60)));
        await cluster.TellFollowedAsync(store, 0, 3);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var holds = 1;   // that one and no later: what is written after the erasure must not mend what comes after it
        store.Waits = call => call == "upsert" && Interlocked.Exchange(ref holds, 0) == 1 ? held.Task : Task.CompletedTask;
        var before = store.Count("upsert");
        var late = (await cluster.TellAsync(3, 1))[0];
        await UntilAsync(() => Task.FromResult(store.Count("upsert") > before), "Nothing was written.");
        var erasing = Direct(cluster).EraseRecordsAsync([late], Token).AsTask();
        await Task.WhenAny(erasing, Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, Token));
        Assert.False(erasing.IsCompleted, "The erasure did not wait for what was under way.");
        held.SetResult();
        await erasing;
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Token);
        Assert.DoesNotContain(await store.AllAsync(Log), hit => hit.Id == late);
        Assert.Equal(3, (await store.AllAsync(Log)).Length);
    }

    [Fact]
    public async Task A_store_that_answers_nothing_makes_an_erasure_uncertain_while_its_caller_still_listens()
    {
        var store = new FaultyVectorStore();
        await using var cluster = await StartAsync(store);
        var ids = await cluster.TellFollowedAsync(store, 0, 5);
        var silent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Waits = _ => silent.Task;
        var before = store.Count("upsert");
        await cluster.TellAsync(5, 1);
        await UntilAsync(() => Task.FromResult(store.Count("upsert") > before), "Nothing was written.");

        // For the write under way, and for its own.
        var uncertain = await Assert.ThrowsAsync<WriteUncertainException>(async () => await Direct(cluster).EraseRecordsAsync([ids[2]], Token));
        Assert.Contains("did not answer within 1.5 s", uncertain.Message, StringComparison.Ordinal);
        Assert.NotEmpty(await cluster.FindAsync("Which kettle?", static found => Assert.Contains(RecallRemark.Degraded, found.Flags)));

        store.Waits = static _ => Task.CompletedTask;
        silent.SetResult();
        await Direct(cluster).EraseRecordsAsync([ids[2]], Token);
        await cluster.FollowedAsync(store, 5);
        Assert.DoesNotContain(await store.AllAsync(Log), hit => hit.Id == ids[2]);
    }

    [Fact]
    public async Task A_slow_store_behind_many_chapters_makes_an_erasure_uncertain_in_time_and_finishes_it()
    {
        var store = new FaultyVectorStore();
        await using var cluster = await StartAsync(store, chapters: 4);
        var ids = await cluster.TellFollowedAsync(store, 0, 32);
        var erased = ids.Where(static (_, n) => n % 4 == 1).ToList();   // one of each chapter
        store.Waits = static call => call == "delete" ? Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None) : Task.CompletedTask;
        var uncertain = await Assert.ThrowsAsync<WriteUncertainException>(async () => await Direct(cluster).EraseRecordsAsync([.. erased], Token));
        Assert.Contains("goes on and is finished by itself", uncertain.Message, StringComparison.Ordinal);
        await UntilAsync(async () => (await store.AllAsync(Log)).Length == 24, "Nobody finished the erasure.");
        Assert.DoesNotContain(await store.AllAsync(Log), hit => erased.Contains(hit.Id));
        store.Waits = static _ => Task.CompletedTask;
        Assert.Superset(erased.ToHashSet(), (await Direct(cluster).EraseRecordsAsync([.. erased], Token)).Records.ToHashSet());
    }

    [Fact]
    public async Task A_slow_store_that_refuses_one_vector_after_the_other_holds_up_an_erasure_by_one_write()
    {
        var store = new FaultyVectorStore();
        await store.Inner.UpsertAsync(Log with { Scope = Scope.User("acme", "bob") }, MeaningEmbedder.Id, [new(new MemoryId(MemoryType.Episodic, 77), 1, new float[] { 1, 2, 3 })], Token);
        await using var cluster = await StartAsync(store, static options => options.BatchSize = 100);   // whose vectors have another dimension
        store.Waits = static call => call == "upsert" ? Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None) : Task.CompletedTask;
        var ids = await cluster.TellAsync(0, 30);
        await UntilAsync(() => Task.FromResult(store.Count("upsert") > 4), "Nothing was refused.");
        Assert.Contains(ids[2], (await Direct(cluster).EraseRecordsAsync([ids[2]], Token)).Records);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task An_erased_scope_leaves_nothing_in_the_store_and_others_stay(int chapters)
    {
        var (store, bob) = (new FaultyVectorStore(), Scope.User("acme", "bob"));
        await using var cluster = await StartAsync(store, chapters: chapters);
        await cluster.TellFollowedAsync(store, 0, 10);
        await cluster.TellFollowedAsync(store, 0, 5, bob);

        store.Fails = static call => call == "delete-memory";
        await Assert.ThrowsAsync<WriteUncertainException>(async () => await Direct(cluster).EraseAsync(Token));
        store.Fails = static _ => false;
        TenantContext.Set("acme");
        await cluster.Grains.GetGrain<IUserScopeGrain>(Ann.Key).AsReference<IRemindable>().ReceiveReminder("erase", default);
        Assert.Empty(await store.AllAsync(Log));
        for (var part = 0; part < 3; part++)
            Assert.Null(await store.Inner.ReadCursorAsync(Log, MeaningEmbedder.Id, part, Token));
        Assert.Equal(5, (await store.AllAsync(new VectorOwner(bob, MemoryType.Episodic))).Length);

        // As good as new.
        await cluster.TellFollowedAsync(store, 0, 6);
    }

    [Fact]
    public async Task An_erased_tenant_is_in_the_store_no_more_when_its_erasure_has_ended()
    {
        var (store, bob) = (new FaultyVectorStore(), Scope.User("globex", "bob"));
        await using var cluster = await StartAsync(store);
        await cluster.TellFollowedAsync(store, 0, 5);
        await cluster.TellFollowedAsync(store, 0, 5, bob);
        await store.Inner.UpsertAsync(new VectorOwner(Scope.User("acme", "left"), MemoryType.Semantic), MeaningEmbedder.Id, [new(new MemoryId(MemoryType.Semantic, 77), 1, MeaningEmbedder.Embed("left"))], Token);
        store.Fails = static call => call == "delete-tenant";
        var tenant = cluster.Memory.Tenant("acme");
        var erasing = tenant.EraseAsync(cancellationToken: Token).AsTask();
        await UntilAsync(() => Task.FromResult(store.Count("delete-tenant") > 1), "The tenant was not deleted from the store.");
        Assert.False(erasing.IsCompleted, "It was said to be done.");
        store.Fails = static _ => false;
        await erasing;
        Assert.Empty(await store.AllAsync(Log));
        Assert.Empty(await store.AllAsync(new VectorOwner(Scope.User("acme", "left"), MemoryType.Semantic)));
        Assert.Equal(5, (await store.AllAsync(new VectorOwner(bob, MemoryType.Episodic))).Length);
    }

    [Fact]
    public async Task A_tenant_whose_key_is_destroyed_has_no_vectors_in_the_store()
    {
        using var keys = new KeyFolder().Write("k1");
        var store = new FaultyVectorStore();
        await using var cluster = await StartAsync(store, static options => options.AcceptUnencrypted = true, configure: grains => grains.UseEncryption(keys.Configure));
        await cluster.TellFollowedAsync(store, 0, 5);
        var before = store.Count("upsert");
        store.Fails = static call => call is "delete-tenant" or "upsert";
        await cluster.TellAsync(5, 1);
        await UntilAsync(() => Task.FromResult(store.Count("upsert") > before), "Nothing was written.");
        TenantContext.Set("acme");
        await Assert.ThrowsAsync<WriteUncertainException>(async () => await cluster.Grains.GetGrain<ITenantGrain>("acme").DestroyKeyAsync(Token));
        store.Fails = static _ => false;
        TenantContext.Set("acme");
        await cluster.Grains.GetGrain<ITenantGrain>("acme").DestroyKeyAsync(Token);
        Assert.Empty(await store.AllAsync(Log));
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System, Token);   // when what was not taken before is tried again
        Assert.Empty(await store.AllAsync(Log));
    }

    private static IUserScopeGrain Direct(MemoryCluster cluster)
    {
        TenantContext.Set(Ann.Tenant);
        return cluster.Grains.GetGrain<IUserScopeGrain>(Ann.Key);
    }
}
