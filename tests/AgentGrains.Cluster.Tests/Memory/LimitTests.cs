using Xunit;

namespace AgentGrains.Cluster.Tests.Memory;

/// <summary>Pages beyond a thousand, and limits that hold before anything is written.</summary>
public sealed class LimitTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public async Task List_and_export_page_beyond_a_thousand()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        foreach (var chunk in Enumerable.Range(0, 2_000).Select(i => new MemoryDraft { Text = $"item {i}" }).Chunk(1_000))
            await memory.RememberAsync(chunk);
        await memory.RememberAsync(new MemoryDraft { Text = "a belief", Kind = MemoryKind.Belief });
        var first = await memory.ListAsync().FirstAsync();
        Assert.True(await memory.ForgetAsync(first.Id, "to leave a hole"));
        var texts = await memory.ListAsync().Select(record => record.Text).ToListAsync();
        Assert.Equal(Enumerable.Range(1, 1_999).Select(i => $"item {i}").Append("a belief"), texts);
        var operations = await memory.ExportAsync().ToListAsync();
        Assert.Equal(Enumerable.Range(1, 2_001).Append(1).Select(i => (long)i), operations.Select(operation => operation.Sequence));
        Assert.Equal(OperationKind.Delete, operations[2_000].Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task A_page_of_a_bad_size_is_refused(int take)
    {
        await using var cluster = await MemoryCluster.StartAsync();
        TenantContext.Set("acme");
        var grain = cluster.Grains.GetGrain<IEpisodicMemoryGrain>(Ann.Key);
        Assert.Equal("take", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await grain.ListAsync(0, take, default))).Field);
        Assert.Equal("take", (await Assert.ThrowsAsync<InvalidMemoryException>(async () => await grain.ReadOperationsAsync(0, take, default))).Field);
    }

    [Fact]
    public async Task A_full_memory_refuses_new_records_and_still_knows_the_old_ones()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.ConfigureMemory(memory => memory.MaxRecords = 3));
        var memory = cluster.Memory.Scope(Ann);
        var draft = new MemoryDraft { Text = "one", Key = "k" };
        var receipt = await memory.RememberAsync(draft);
        var before = cluster.Storage.Records.ToDictionary();
        var refusal = await Assert.ThrowsAsync<LimitExceededException>(
            async () => await memory.RememberAsync([new() { Text = "two" }, new() { Text = "three" }, new() { Text = "four" }]));
        Assert.Equal(("MaxRecords", 3L), (refusal.Limit, refusal.Value));
        Assert.Equal(before, cluster.Storage.Records.ToDictionary());
        await memory.RememberAsync([draft, new() { Text = "two" }, new() { Text = "three" }]);
        Assert.Equal(receipt, await memory.RememberAsync(draft));
        await Assert.ThrowsAsync<LimitExceededException>(async () => await memory.RememberAsync("four"));
        await memory.EraseAsync();
        await memory.RememberAsync("room again");
    }

    [Fact]
    public async Task A_tenants_limit_of_records_holds_and_is_named()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        await cluster.Memory.Tenant("acme").SetLimitsAsync(new TenantLimits(MaxRecordsPerMemory: 1));
        await cluster.Memory.Scope(Ann).RememberAsync("one");
        var refusal = await Assert.ThrowsAsync<LimitExceededException>(async () => await cluster.Memory.Scope(Ann).RememberAsync("two"));
        Assert.Equal(("MaxRecordsPerMemory", 1L), (refusal.Limit, refusal.Value));
        Assert.Contains("TenantLimits.MaxRecordsPerMemory", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("SetLimitsAsync", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("MemoryOptions", refusal.Message, StringComparison.Ordinal);
        await cluster.Memory.Scope(Ann).RememberAsync(new MemoryDraft { Text = "another memory", Kind = MemoryKind.Belief });
    }

    [Fact]
    public async Task Batches_and_texts_may_be_as_large_as_their_limits_and_no_larger()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.ConfigureMemory(memory =>
        {
            memory.MaxBatch = 3;
            memory.MaxTextBytes = 8;
        }));
        var memory = cluster.Memory.Scope(Ann);
        var draft = new MemoryDraft { Text = "\u00e9\u00e9\u00e9\u00e9" };   // eight bytes
        await memory.RememberAsync([draft, draft, draft]);
        var batch = await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.RememberAsync([draft, draft, draft, draft]));
        Assert.Equal("items", batch.Field);
        var text = await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.RememberAsync("\u00e9\u00e9\u00e9\u00e9e"));
        Assert.Equal("text", text.Field);
        Assert.Equal(3, (await memory.ListAsync().ToListAsync()).Count);
    }
}
