using AgentGrains.Cluster.Tests.Storage;
using AgentGrains.Runtime.Memory;
using Xunit;

namespace AgentGrains.Cluster.Tests.Memory.Chapters;

/// <summary>Wherever a crash comes between the steps of a chapter's end, nothing acknowledged is lost, and nothing is there twice.</summary>
public sealed class ChapterCrashTests
{
    [Theory, InlineData(0, true), InlineData(0, false), InlineData(1, true), InlineData(1, false), InlineData(2, true), InlineData(2, false)]
    public async Task A_write_that_storage_fails_at_any_step_is_made_once_by_its_retry(int step, bool before)
    {
        await using var cluster = await ChapterCluster.StartAsync();
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var receipts = await memory.TellAsync(0, 10);   // the open chapter is full: the next write seals it, and begins another

        // The writes of that call, counted from 0: the seal, the tenant's reservation, and the append. The client retries with the same key.
        var (count, failed) = (0, false);
        cluster.Storage.Faults.RefusesState = _ =>
        {
            if (count++ == step)
            {
                cluster.Storage.Faults.FailNextWrite(before);
                failed = true;
            }

            return false;
        };
        receipts.AddRange(await memory.TellAsync(10, 1));
        cluster.Storage.Faults.RefusesState = null;
        Assert.True(failed || step >= 2);
        await cluster.ForgetChaptersAsync(4);
        receipts.AddRange(await memory.TellAsync(11, 2));
        Assert.Equal(receipts.Select(receipt => receipt.Id), (await memory.ListAsync().ToListAsync()).Select(record => record.Id));
        Assert.Equal(receipts, await memory.TellAsync(0, 13));
    }

    [Fact]
    public async Task A_seal_without_a_next_chapter_is_an_end_like_any_other()
    {
        await using var cluster = await ChapterCluster.StartAsync();
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var receipts = await memory.TellAsync(0, 5);
        cluster.Storage.Faults.RefusesState = _ => cluster.Storage.Records.Keys.Any(key => key.Grain == ChapterCluster.Id(0)) && IsSealed(cluster.Storage);
        await Assert.ThrowsAnyAsync<Exception>(async () => await memory.TellAsync(5, 1));
        cluster.Storage.Faults.RefusesState = null;
        Assert.False(cluster.Storage.Holds(1));
        await cluster.ForgetChaptersAsync(2);

        Assert.Equal(receipts.Select(receipt => receipt.Id), (await memory.ListAsync().ToListAsync()).Select(record => record.Id));
        Assert.Equal(receipts, await memory.TellAsync(0, 5));
        Assert.NotEmpty((await memory.RecallAsync("kettle number3")).Evidence);
        receipts.AddRange(await memory.TellAsync(5, 1));
        Assert.Equal(receipts.Select(receipt => receipt.Id), (await memory.ListAsync().ToListAsync()).Select(record => record.Id));
    }

    [Fact]
    public async Task A_front_door_that_lags_behind_is_told_by_the_seal_and_doubles_nothing()
    {
        await using var cluster = await ChapterCluster.StartAsync();
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var receipts = await memory.TellAsync(0, 9);

        // Another activation of the front door, elsewhere, went on: it filled the chapter, had it sealed, and wrote to the next.
        TenantContext.Set("acme");
        var one = cluster.Grains.GetGrain(ChapterCluster.Id(1)).AsReference<IMemoryChapter>();
        var two = cluster.Grains.GetGrain(ChapterCluster.Id(2)).AsReference<IMemoryChapter>();
        var last = (await one.AppendAsync([ChapterCluster.Turn(9)], new ChapterStart(5, 0, DateTimeOffset.UnixEpoch))).Receipts[0];
        var full = (await one.AppendAsync([ChapterCluster.Turn(10)], new ChapterStart(5, 0, DateTimeOffset.UnixEpoch))).Sealed!;
        var next = (await two.AppendAsync([ChapterCluster.Turn(10)], new ChapterStart(10, 0, full.SealedAt!.Value))).Receipts[0];

        Assert.Equal([last, next], await memory.TellAsync(9, 2));
        Assert.Equal([last, next], await memory.RememberAsync([ChapterCluster.Turn(9), ChapterCluster.Turn(10)]));
        receipts.AddRange([last, next, .. await memory.TellAsync(11, 1)]);
        Assert.Equal(receipts.Select(receipt => receipt.Id), (await memory.ListAsync().ToListAsync()).Select(record => record.Id));
    }

    [Fact]
    public async Task What_a_crash_left_half_replaced_is_replaced_before_the_next_write()
    {
        await using var cluster = await ChapterCluster.StartAsync();
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var receipts = await memory.TellAsync(0, 7);

        // The open chapter took the new record; the front door was gone before it retired the old one.
        TenantContext.Set("acme");
        var one = cluster.Grains.GetGrain(ChapterCluster.Id(1)).AsReference<IMemoryChapter>();
        var newer = (await one.AppendAsync([ChapterCluster.Turn(7) with { Supersedes = receipts[1].Id }], new ChapterStart(5, 0, DateTimeOffset.UnixEpoch))).Receipts[0];
        await cluster.ForgetChaptersAsync(2);
        Assert.Null((await memory.GetAsync(receipts[1].Id))!.Lineage.SupersededBy);
        await memory.TellAsync(8, 1);
        Assert.Equal(newer.Id, (await memory.GetAsync(receipts[1].Id))!.Lineage.SupersededBy);
    }

    [Fact]
    public async Task Of_two_writers_of_a_chapter_only_one_can_commit_and_the_other_learns_the_truth()
    {
        await using var cluster = await ChapterCluster.StartAsync();
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var receipts = await memory.TellAsync(0, 7);

        // A later write by another activation of the chapter: the head it wrote has another ETag than the one this activation knows.
        var key = ("journal", ChapterCluster.Id(1));
        cluster.Storage.Records[key] = ("another's", cluster.Storage.Records[key].Payload);
        receipts.AddRange(await memory.TellAsync(7, 2));
        Assert.Equal(receipts.Select(receipt => receipt.Id), (await memory.ListAsync().ToListAsync()).Select(record => record.Id));
        Assert.Equal(receipts, await memory.TellAsync(0, 9));
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_while_storage_fails_at_random_and_two_silos_write_and_read()
    {
        var storage = new SharedStorage(new StorageFaults(7, 0.03));
        await using var cluster = await ChapterCluster.StartAsync(2, storage, records: 12);
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var n = 0; n < 25; n++)
                await UntilTakenAsync(memory, ChapterCluster.Turn(writer * 1_000 + n));
        })).ToArray();
        while (!writers.All(writer => writer.IsCompleted))
        {
            try
            {
                _ = await memory.RecallAsync("kettle number1003");
            }
            catch (Exception failure) when (failure is AgentGrainsException or OrleansException or TimeoutException)
            {
                // Reads may fail with the storage; writes are what is counted.
            }
        }

        await Task.WhenAll(writers);
        Assert.True(storage.Faults.Failures > 0);
        var texts = (await cluster.Memory.Scope(ChapterCluster.Ann).ListAsync().ToListAsync()).Select(record => record.Text).ToList();
        Assert.Equal(100, texts.Distinct().Count());
        Assert.Equal(100, texts.Count);
        Assert.True(storage.Holds(7));
    }

    private static async Task UntilTakenAsync(IScopedMemory memory, MemoryDraft draft)
    {
        while (true)
        {
            try
            {
                _ = await memory.RememberAsync(draft);
                return;
            }
            catch (Exception failure) when (failure is AgentGrainsException or OrleansException or TimeoutException)
            {
                // Again, with the same key.
            }
        }
    }

    private static bool IsSealed(SharedStorage storage) =>
        System.Text.Encoding.Latin1.GetString(storage.Records[("journal", ChapterCluster.Id(0))].Payload).Contains("chapters/1", StringComparison.Ordinal);
}
