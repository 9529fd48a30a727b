using Xunit;

namespace AgentGrains.Cluster.Tests.Memory;

/// <summary>A damaged memory refuses every call and is not written over; its neighbours do not notice.</summary>
public sealed class DamagedMemoryTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly (string State, GrainId Grain) Head = ("journal", GrainId.Create("episodic-memory", Ann.Key));

    [Fact]
    public async Task A_damaged_head_refuses_every_call_touches_nothing_and_erasure_heals_it()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var receipt = await memory.RememberAsync("the canary sings");
        await memory.RememberAsync(new MemoryDraft { Text = "Ann keeps a canary", Kind = MemoryKind.Belief });
        await cluster.Memory.Scope("acme", "user:bob").RememberAsync("bob has none");
        await cluster.ForgetActivationsAsync(Ann);
        var (etag, payload) = cluster.Storage.Records[Head];
        var damaged = payload.ToArray();
        damaged[^1] ^= 0x10;
        cluster.Storage.Records[Head] = (etag, damaged);
        var before = cluster.Storage.Records.ToDictionary();

        Func<Task>[] calls =
        [
            async () => await memory.RememberAsync("more"),
            async () => await memory.GetAsync(receipt.Id),
            async () => await memory.ForgetAsync(receipt.Id),
            async () => await memory.ListAsync().ToListAsync(),
            async () => await memory.ExportAsync().ToListAsync(),
            async () => await cluster.Grains.GetGrain<IEpisodicMemoryGrain>(Ann.Key).GetStatusAsync(CancellationToken.None),
            async () => await cluster.Grains.GetGrain<IEpisodicMemoryGrain>(Ann.Key).SearchAsync(new MemorySearch { Query = "canary" }, CancellationToken.None),
        ];
        foreach (var call in calls)
        {
            TenantContext.Set("acme");
            var damage = await Assert.ThrowsAsync<JournalCorruptedException>(call);
            Assert.Equal((Ann.Key, "journal"), (damage.Scope, damage.Segment));
        }

        Assert.Equal(before, cluster.Storage.Records.ToDictionary());
        var found = await memory.RecallAsync("canary");
        Assert.Equal("Ann keeps a canary", Assert.Single(found.Evidence).Record.Text);
        Assert.Contains(RecallRemark.Partial, found.Flags);
        await memory.RememberAsync(new MemoryDraft { Text = "it is yellow", Kind = MemoryKind.Belief });
        await cluster.Memory.Scope("acme", "user:bob").RememberAsync("still none");

        await memory.EraseAsync();
        Assert.Equal(1, (await memory.RememberAsync("a new canary")).Sequence);
        Assert.Empty((await memory.RecallAsync("canary")).Flags);
    }

    [Fact]
    public async Task A_repaired_journal_is_read_again()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        await memory.RememberAsync("the canary sings");
        await cluster.ForgetActivationsAsync(Ann);
        var whole = cluster.Storage.Records[Head];
        cluster.Storage.Records[Head] = (whole.ETag, whole.Payload[..^1]);
        await Assert.ThrowsAsync<JournalCorruptedException>(async () => await memory.ListAsync().ToListAsync());
        cluster.Storage.Records[Head] = whole;
        await cluster.ForgetActivationsAsync(Ann);
        Assert.Equal("the canary sings", Assert.Single(await memory.ListAsync().ToListAsync()).Text);
    }
}
