using Xunit;

namespace AgentGrains.Cluster.Tests.Memory;

/// <summary>A batch is remembered whole or not at all.</summary>
public sealed class BatchTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public async Task A_bad_item_in_the_middle_keeps_the_whole_batch_out()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        await memory.RememberAsync("there before");
        var before = cluster.Storage.Records.ToDictionary();
        await Assert.ThrowsAsync<InvalidMemoryException>(
            async () => await memory.RememberAsync([new() { Text = "good" }, new() { Text = " " }, new() { Text = "good as well" }]));
        await Assert.ThrowsAsync<InvalidMemoryException>(
            async () => await memory.RememberAsync([new() { Text = "good" }, new() { Text = "x", Supersedes = new MemoryId(MemoryType.Episodic, 7) }]));
        Assert.Equal(before, cluster.Storage.Records.ToDictionary());
        Assert.Equal("there before", Assert.Single(await memory.ListAsync().ToListAsync()).Text);
    }

    [Fact]
    public async Task A_storage_failure_in_the_middle_of_many_segments_leaves_none_of_the_batch_and_a_retry_all_of_it_once()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.ConfigureJournal(journal => journal.SegmentBytes = 4096));
        var memory = cluster.Memory.Scope(Ann);
        await memory.RememberAsync("there before");
        MemoryDraft[] batch = [.. Enumerable.Range(0, 200).Select(i => new MemoryDraft { Text = $"item {i} {new string('x', 100)}", Key = $"k{i}" })];
        cluster.Storage.Faults.RefusesState = state => state == "journal-000003";
        await Assert.ThrowsAsync<WriteUncertainException>(async () => await memory.RememberAsync(batch));
        Assert.Contains(cluster.Storage.Records.Keys, key => key.State == "journal-000002");
        Assert.Equal("there before", Assert.Single(await memory.ListAsync().ToListAsync()).Text);
        await cluster.ForgetActivationsAsync(Ann);
        Assert.Equal("there before", Assert.Single(await memory.ListAsync().ToListAsync()).Text);

        cluster.Storage.Faults.RefusesState = null;
        var receipts = await memory.RememberAsync(batch);
        Assert.Equal(receipts, await memory.RememberAsync(batch));
        await cluster.ForgetActivationsAsync(Ann);
        Assert.Equal(batch.Select(draft => draft.Text).Prepend("there before"), await memory.ListAsync().Select(record => record.Text).ToListAsync());
        Assert.Equal(receipts, await memory.RememberAsync(batch));
    }

    [Fact]
    public async Task Every_kind_goes_to_its_memory_and_receipts_keep_the_order_of_the_drafts()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var kinds = Enum.GetValues<MemoryKind>().Reverse().ToArray();
        var receipts = await memory.RememberAsync([.. kinds.Select(kind => new MemoryDraft { Text = $"a {kind}", Kind = kind })]);
        Assert.Equal(kinds.Select(MemoryKinds.TypeOf), receipts.Select(receipt => receipt.Id.Type));
        foreach (var (kind, receipt) in kinds.Zip(receipts))
            Assert.Equal((kind, $"a {kind}"), await memory.GetAsync(receipt.Id) is { } record ? (record.Kind, record.Text) : default);
        TenantContext.Set("acme");
        IMemoryGrain[] grains =
        [
            cluster.Grains.GetGrain<IEpisodicMemoryGrain>(Ann.Key), cluster.Grains.GetGrain<ISemanticMemoryGrain>(Ann.Key),
            cluster.Grains.GetGrain<IProceduralMemoryGrain>(Ann.Key),
        ];
        foreach (var (type, grain) in Enum.GetValues<MemoryType>().Zip(grains))
        {
            var page = await grain.ListAsync(0, 100, CancellationToken.None);
            Assert.Equal(kinds.Where(kind => MemoryKinds.TypeOf(kind) == type), page.Records.Select(record => record.Kind));
        }
    }
}
