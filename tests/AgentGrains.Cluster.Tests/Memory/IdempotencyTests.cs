using Xunit;

namespace AgentGrains.Cluster.Tests.Memory;

/// <summary>One key, one memory: whatever is sent twice is remembered once, and receipts tell the order of the journal.</summary>
public sealed class IdempotencyTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public async Task The_same_key_and_content_give_the_same_receipt_also_after_a_restart_and_within_a_batch()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var draft = new MemoryDraft { Text = "Ann moved to Oslo", Key = "k", Actor = "ann", Metadata = [new("b", "2"), new("a", "1")] };
        var batch = await memory.RememberAsync([draft, draft, draft with { Key = "other" }]);
        Assert.Equal(batch[0], batch[1]);
        Assert.NotEqual(batch[0].Id, batch[2].Id);
        Assert.Equal(batch[0], await memory.RememberAsync(draft));
        await cluster.ForgetActivationsAsync(Ann);
        Assert.Equal(batch[0], await memory.RememberAsync(draft));
        Assert.Equal(2, (await memory.ListAsync().ToListAsync()).Count);
    }

    [Fact]
    public async Task The_same_key_with_other_content_is_a_conflict_and_writes_nothing()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var draft = new MemoryDraft { Text = "Ann moved to Oslo", Key = "k" };
        var receipt = await memory.RememberAsync(draft);
        var before = cluster.Storage.Records.ToDictionary();
        MemoryDraft[] others =
        [
            draft with { Text = "Ann moved to Rome" }, draft with { Actor = "bob" }, draft with { Session = "s" }, draft with { Kind = MemoryKind.Event },
            draft with { Confidence = 0.5f }, draft with { Pinned = true }, draft with { Metadata = [new("a", "1")] },
        ];
        foreach (var other in others)
        {
            await cluster.ForgetActivationsAsync(Ann);
            var batch = new[] { new MemoryDraft { Text = "before" }, other, new MemoryDraft { Text = "after" } };
            var conflict = await Assert.ThrowsAsync<IdempotencyConflictException>(async () => await memory.RememberAsync(batch));
            Assert.Equal(receipt, conflict.Existing);
        }

        await Assert.ThrowsAsync<IdempotencyConflictException>(
            async () => await memory.RememberAsync([draft with { Key = "new" }, draft with { Key = "new", Text = "another" }]));
        Assert.Equal(before, cluster.Storage.Records.ToDictionary());
    }

    [Fact]
    public async Task A_key_outlives_the_record_it_made()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var draft = new MemoryDraft { Text = "Ann moved to Oslo", Key = "k" };
        var receipt = await memory.RememberAsync(draft);
        Assert.True(await memory.ForgetAsync(receipt.Id));
        await cluster.ForgetActivationsAsync(Ann);
        Assert.Equal(receipt, await memory.RememberAsync(draft));
        Assert.Empty(await memory.ListAsync().ToListAsync());
    }

    [Fact]
    public async Task Receipts_are_dense_and_increasing_through_batches_and_restarts()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var receipts = new List<MemoryReceipt>();
        for (var round = 0; round < 6; round++)
        {
            receipts.AddRange(await memory.RememberAsync([.. Enumerable.Range(0, round + 1).Select(i => new MemoryDraft { Text = $"round {round} item {i}" })]));
            if (round % 2 == 1)
                await cluster.ForgetActivationsAsync(Ann);
        }

        Assert.Equal(Enumerable.Range(1, receipts.Count).Select(i => (long)i), receipts.Select(receipt => receipt.Sequence));
        Assert.Equal(receipts.Count, receipts.Select(receipt => receipt.Watermark).Distinct().Count());
        Assert.Equal(receipts.Select(receipt => receipt.Id), receipts.Select(receipt => receipt.Id).Order());
        Assert.Equal(receipts.Select(receipt => receipt.Id), await memory.ListAsync().Select(record => record.Id).ToListAsync());
    }
}
