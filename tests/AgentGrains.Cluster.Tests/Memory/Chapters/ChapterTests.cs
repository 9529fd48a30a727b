using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Memory.Chapters;

/// <summary>A log in chapters is one log to whoever uses it.</summary>
public sealed class ChapterTests
{
    [Fact]
    public async Task A_log_grows_over_chapters_and_reads_as_one()
    {
        await using var cluster = await ChapterCluster.StartAsync();
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var receipts = await memory.TellAsync(0, 17);
        Assert.True(cluster.Storage.Holds(3));
        Assert.False(cluster.Storage.Holds(4));

        await cluster.ForgetChaptersAsync(4);
        Assert.Equal(receipts.Select(receipt => receipt.Id), (await memory.ListAsync().ToListAsync()).Select(record => record.Id));
        Assert.Equal(receipts.Select(receipt => receipt.Id), receipts.Select(receipt => receipt.Id).Order());
        Assert.Equal(receipts.Select(receipt => receipt.Sequence), receipts.Select(receipt => receipt.Sequence).Distinct().Order());

        var operations = await memory.ExportAsync().ToListAsync();
        Assert.Equal(operations.Select(operation => operation.Sequence), operations.Select(operation => operation.Sequence).Distinct().Order());
        Assert.Equal(17, operations.Count(operation => operation.Kind == OperationKind.Add));
        Assert.Equal(3, operations.Count(operation => operation.Kind == OperationKind.Seal));
        Assert.Equal(17, (await StatusAsync(cluster)).Records);
        foreach (var n in new[] { 0, 7, 16 })
        {
            Assert.Equal(ChapterCluster.Turn(n).Text, (await memory.GetAsync(receipts[n].Id))?.Text);
            Assert.Equal(receipts[n].Id, (await memory.RecallAsync($"Which kettle is number{n}?", limit: 5)).Evidence[0].Record.Id);
        }
    }

    [Fact]
    public async Task A_key_is_known_in_whatever_chapter_it_was_used()
    {
        await using var cluster = await ChapterCluster.StartAsync();
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var receipts = await memory.TellAsync(0, 17);
        await cluster.ForgetChaptersAsync(4);
        Assert.Equal(receipts, await memory.TellAsync(0, 17));

        // In one call: what is known of every chapter, and one that is new.
        var again = await memory.RememberAsync([.. Enumerable.Range(0, 18).Select(ChapterCluster.Turn)]);
        Assert.Equal(receipts, again[..17]);
        Assert.Equal(18, (await memory.ListAsync().ToListAsync()).Count);
        foreach (var n in new[] { 2, 7, 16 })
        {
            var conflict = await Assert.ThrowsAsync<IdempotencyConflictException>(
                async () => await memory.RememberAsync([ChapterCluster.Turn(20), ChapterCluster.Turn(n) with { Text = "another" }]));
            Assert.Equal(receipts[n], conflict.Existing);
        }

        Assert.Equal(18, (await memory.ListAsync().ToListAsync()).Count);
    }

    [Fact]
    public async Task Only_sealed_chapters_that_may_know_a_key_are_asked_for_it()
    {
        var asked = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using var cluster = await ChapterCluster.StartAsync(silo: host => host.AddIncomingGrainCallFilter(async call =>
        {
            if (call.MethodName == nameof(Runtime.Memory.IMemoryChapter.FindKnownAsync))
                asked.Add(call.TargetId.Key.ToString()!);
            await call.Invoke();
        }));
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var receipts = await memory.TellAsync(0, 22);
        await cluster.ForgetChaptersAsync(5);
        asked.Clear();
        await memory.TellAsync(22, 1);
        Assert.Empty(asked);
        Assert.Equal(receipts[7], await memory.RememberAsync(ChapterCluster.Turn(7)));
        Assert.Equal([Engine.Records.Chapters.Key(ChapterCluster.Ann, 1)], asked);

        // Whoever holds keys that look like those of later changes is asked everywhere; whoever has none, nowhere.
        asked.Clear();
        await memory.RememberAsync(ChapterCluster.Turn(23) with { Key = "run#5" });
        Assert.Equal(3, asked.Count);
        TenantContext.Set("acme");
        await cluster.Grains.GetGrain<IEpisodicMemoryGrain>(ChapterCluster.Ann.Key).RememberAsync([ChapterCluster.Turn(24) with { Key = null }], CancellationToken.None);
        Assert.Equal(3, asked.Count);
    }

    [Fact]
    public async Task What_is_forgotten_reinforced_and_replaced_is_so_in_its_own_chapter()
    {
        await using var cluster = await ChapterCluster.StartAsync();
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var receipts = await memory.TellAsync(0, 12);
        Assert.True(await memory.ForgetAsync(receipts[1].Id));
        Assert.True(await memory.ForgetAsync(receipts[6].Id));
        Assert.False(await memory.ForgetAsync(receipts[6].Id));
        Assert.Equal(3, await memory.ReinforceAsync([receipts[0].Id, receipts[7].Id, receipts[11].Id, receipts[6].Id]));
        var newer = await memory.RememberAsync(ChapterCluster.Turn(30) with { Supersedes = receipts[2].Id });
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.RememberAsync(ChapterCluster.Turn(31) with { Supersedes = receipts[2].Id }));
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.RememberAsync(ChapterCluster.Turn(32) with { Supersedes = receipts[6].Id }));
        await cluster.ForgetChaptersAsync(3);

        var old = await memory.GetAsync(receipts[2].Id);
        Assert.Equal((EpistemicStatus.Superseded, newer.Id), (old!.Status, old.Lineage.SupersededBy));
        int[] left = [0, 3, 4, 5, 7, 8, 9, 10, 11];
        Assert.Equal([.. left.Select(n => receipts[n].Id), newer.Id], (await memory.ListAsync().ToListAsync()).Select(record => record.Id));
        Assert.Equal(1, (await memory.GetAsync(receipts[7].Id))!.Life.AccessCount);
        Assert.Equal(10, (await StatusAsync(cluster)).Records);
    }

    [Fact]
    public async Task The_limit_of_records_is_the_memorys_and_not_a_chapters()
    {
        await using var cluster = await ChapterCluster.StartAsync(silo: host => host.Services.Configure<MemoryOptions>(options => options.MaxRecords = 12));
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        await memory.TellAsync(0, 12);
        Assert.Equal(nameof(MemoryOptions.MaxRecords), (await Assert.ThrowsAsync<LimitExceededException>(async () => await memory.TellAsync(12, 1))).Limit);
        await cluster.ForgetChaptersAsync(3);
        await Assert.ThrowsAsync<LimitExceededException>(async () => await memory.TellAsync(12, 1));
    }

    [Fact]
    public async Task A_tenants_room_counts_all_chapters()
    {
        await using var cluster = await ChapterCluster.StartAsync();
        await cluster.Memory.Tenant("acme").SetLimitsAsync(new TenantLimits { MaxRecords = 12 });
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        await memory.TellAsync(0, 12);
        Assert.Equal(nameof(TenantLimits.MaxRecords), (await Assert.ThrowsAsync<LimitExceededException>(async () => await memory.TellAsync(12, 1))).Limit);
        Assert.Equal(12, (await cluster.Memory.Tenant("acme").GetUsageAsync()).Records);
    }

    [Fact]
    public async Task An_erased_scope_leaves_no_chapter_even_if_the_front_door_is_damaged()
    {
        await using var cluster = await ChapterCluster.StartAsync();
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        await memory.TellAsync(0, 17);
        var head = cluster.Storage.Records[("journal", ChapterCluster.Id(0))];
        cluster.Storage.Records[("journal", ChapterCluster.Id(0))] = (head.ETag, [.. head.Payload[..^4], 1, 2, 3, 4]);
        await cluster.ForgetChaptersAsync(4);
        await Assert.ThrowsAsync<JournalCorruptedException>(async () => await memory.GetAsync(default));
        await memory.EraseAsync();
        Assert.DoesNotContain(cluster.Storage.Records.Keys, key => key.Grain.Type.ToString() == "episodic-memory");
        Assert.Equal(1, (await memory.RememberAsync("hello again")).Sequence);
    }

    [Fact]
    public async Task Everything_said_is_derived_from_across_chapters()
    {
        await using var cluster = await ChapterCluster.StartAsync(derives: true);
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        MemoryReceipt last = null!;
        string[] cities = ["Oslo", "Rome", "Lima", "Cairo", "Lyon", "Turin", "Porto", "Quito", "Delhi", "Perth", "Bonn", "Riga"];
        foreach (var city in cities)
            last = await memory.RememberAsync(new MemoryDraft { Text = $"I visited {city}.", Key = city, Actor = "Ann", Source = "chat" });
        var request = new RecallRequest { Query = "visited", Scopes = [ChapterCluster.Ann], Watermark = last.Watermark, Limit = 50 };
        for (var tries = 0; (await cluster.Memory.RecallAsync("acme", request)).Flags.Contains(RecallRemark.Behind); tries++)
            Assert.True(tries < 30, "Derivation stays behind.");   // each waits for it as long as a recall may
        var derived = (await memory.ListAsync().ToListAsync()).Where(record => record.Id.Type == MemoryType.Semantic).SelectMany(record => record.Provenance.DerivedFrom).ToHashSet();
        Assert.Equal(cities.Length, derived.Count);
    }

    [Fact]
    public async Task Every_chapter_proves_its_history_and_what_was_kept_of_one_proves_that_it_is_there()
    {
        await using var cluster = await ChapterCluster.StartAsync();
        var memory = cluster.Memory.Scope(ChapterCluster.Ann);
        var receipts = await memory.TellAsync(0, 12);
        var report = await memory.Audit.VerifyAsync();
        Assert.True(report.IsIntact);
        var log = report.Memories.Where(verdict => verdict.Head.Type == MemoryType.Episodic).ToList();
        Assert.Equal(3, log.Count);
        Assert.All(log, verdict => Assert.True(verdict.ChainedFrom > 0));
        await memory.ForgetAsync(receipts[6].Id);
        Assert.True((await memory.Audit.VerifyAsync([.. log.Select(verdict => verdict.Head)])).IsIntact);
        var entries = await memory.Audit.ReadAsync(MemoryType.Episodic).ToListAsync();
        Assert.Equal(ChapterCluster.Turn(6).Text, Assert.Single(entries, entry => entry.Operation.Kind == OperationKind.Delete).Before?.Text);

        foreach (var key in cluster.Storage.Records.Keys.Where(key => key.Grain == ChapterCluster.Id(1) || key.Grain == ChapterCluster.Id(2)))
            cluster.Storage.Records.TryRemove(key, out _);
        await cluster.ForgetChaptersAsync(3);
        Assert.True((await memory.Audit.VerifyAsync()).IsIntact);
        var proven = await memory.Audit.VerifyAsync([.. log.Select(verdict => verdict.Head)]);
        Assert.Equal(2, proven.Memories.Count(verdict => verdict.BrokenAt is not null));
    }

    private static async Task<MemoryStatus> StatusAsync(MemoryCluster cluster)
    {
        TenantContext.Set("acme");
        return await cluster.Grains.GetGrain<IEpisodicMemoryGrain>(ChapterCluster.Ann.Key).GetStatusAsync(CancellationToken.None);
    }
}
