using AgentGrains.Chaos.Runs;
using AgentGrains.Cluster.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Clustering;

/// <summary>Silos that configuration alone makes a cluster, on real servers.</summary>
public sealed class ConfiguredClusterTests(SharedServers servers)
{
    [Theory]
    [MemberData(nameof(SharedServers.Kinds), MemberType = typeof(SharedServers))]
    public async Task Two_silos_are_one_memory_and_one_goes_on_when_the_other_hands_over(string kind)
    {
        var (server, cluster) = (await servers.GetAsync(kind), NewId());
        await using var second = await ConfiguredSilo.StartAsync(server, cluster);
        await using (var first = await ConfiguredSilo.StartAsync(server, cluster))
        {
            Assert.Equal(2, ActiveSilos(second));
            for (var n = 0; n < 40; n++)
                await (n % 2 == 0 ? first : second).Memory.Scope("acme", $"user:{n % 8}").RememberAsync($"text {n}");
            await first.StopAsync();
        }

        for (var scope = 0; scope < 8; scope++)
        {
            var texts = await second.Memory.Scope("acme", $"user:{scope}").ListAsync().Select(record => record.Text).ToListAsync(Cancellation);
            Assert.Equal(Enumerable.Range(0, 40).Where(n => n % 8 == scope).Select(n => $"text {n}"), texts);
        }
    }

    [Theory]
    [MemberData(nameof(SharedServers.Kinds), MemberType = typeof(SharedServers))]
    public async Task A_client_of_another_process_finds_the_silos_by_the_same_configuration(string kind)
    {
        var (server, cluster) = (await servers.GetAsync(kind), NewId());
        await using var silo = await ConfiguredSilo.StartAsync(server, cluster);
        await using var client = await ClusterClient.ConnectAsync(server, new Dictionary<string, string> { ["AgentGrains__Cluster__ClusterId"] = cluster });

        await client.Memory.Scope("acme", "user:ann").RememberAsync("I moved to Lisbon in March.", actor: "Ann");

        var recall = await client.Memory.Scope("acme", "user:ann").RecallAsync("Where does Ann live?");
        Assert.Contains("Lisbon", recall.Context, StringComparison.Ordinal);
        Assert.Single(await silo.Memory.Scope("acme", "user:ann").ListAsync().ToListAsync(Cancellation));
    }

    [Theory]
    [MemberData(nameof(SharedServers.Kinds), MemberType = typeof(SharedServers))]
    public async Task What_was_acknowledged_is_there_when_every_silo_was_gone(string kind)
    {
        var (server, cluster) = (await servers.GetAsync(kind), NewId());
        await using (var silo = await ConfiguredSilo.StartAsync(server, cluster))
        {
            await silo.Memory.Scope("acme", "user:ann").RememberAsync([.. Enumerable.Range(0, 300).Select(n => new MemoryDraft { Text = $"text {n} {new string('x', n)}" })], Cancellation);
            await silo.StopAtOnceAsync();
        }

        await using var later = await ConfiguredSilo.StartAsync(server, cluster);
        Assert.Equal(300, await later.Memory.Scope("acme", "user:ann").ListAsync().CountAsync(Cancellation));
        await later.Memory.Scope("acme", "user:ann").EraseAsync(Cancellation);
        Assert.Empty(await later.Memory.Scope("acme", "user:ann").ListAsync().ToListAsync(Cancellation));
    }

    [Theory]
    [MemberData(nameof(SharedServers.Kinds), MemberType = typeof(SharedServers))]
    public async Task Clusters_with_different_ids_share_a_server_and_nothing_else(string kind)
    {
        var server = await servers.GetAsync(kind);
        await using var one = await ConfiguredSilo.StartAsync(server, NewId());
        await using var other = await ConfiguredSilo.StartAsync(server, NewId());

        await one.Memory.Scope("acme", "user:ann").RememberAsync("only here");

        Assert.Equal((1, 1), (ActiveSilos(one), ActiveSilos(other)));
        Assert.Empty(await other.Memory.Scope("acme", "user:ann").ListAsync().ToListAsync(Cancellation));
    }

    [Theory]
    [MemberData(nameof(SharedServers.Kinds), MemberType = typeof(SharedServers))]
    public async Task Two_services_that_were_given_one_cluster_id_do_not_join_and_keep_what_is_theirs(string kind)
    {
        var (server, cluster) = (await servers.GetAsync(kind), NewId());
        await using var one = await ConfiguredSilo.StartAsync(server, cluster);
        await using var other = await ConfiguredSilo.StartAsync(server, cluster, new() { ["AgentGrains:Cluster:ServiceId"] = NewId() });
        Assert.Equal((1, 1), (ActiveSilos(one), ActiveSilos(other)));

        for (var n = 0; n < 16; n++)
            await (n % 2 == 0 ? one : other).Memory.Scope("acme", $"user:{n / 2}").RememberAsync($"text {n}");
        for (var n = 0; n < 16; n++)
            Assert.Equal([$"text {n}"], await (n % 2 == 0 ? one : other).Memory.Scope("acme", $"user:{n / 2}").ListAsync().Select(record => record.Text).ToListAsync(Cancellation));
    }

    [Theory]
    [MemberData(nameof(SharedServers.Kinds), MemberType = typeof(SharedServers))]
    public async Task Two_clusters_on_the_same_memories_lose_and_double_nothing(string kind)
    {
        // Both believe that they alone own the scope: only the fence in storage keeps them apart.
        var (server, service) = (await servers.GetAsync(kind), NewId());
        var settings = new Dictionary<string, string> { ["AgentGrains:Cluster:ServiceId"] = service };
        await using var one = await ConfiguredSilo.StartAsync(server, NewId(), settings);
        await using var other = await ConfiguredSilo.StartAsync(server, NewId(), settings);
        Assert.Equal((1, 1), (ActiveSilos(one), ActiveSilos(other)));

        var receipts = new List<(string Text, MemoryReceipt Receipt)>();
        for (var n = 0; n < 30; n++)
        {
            var draft = new MemoryDraft { Text = $"text {n}", Key = $"key {n}" };
            receipts.Add((draft.Text, await (n % 3 == 0 ? one : other).Memory.Scope("acme", "user:ann").RememberAsync(draft)));
        }

        await using var judge = await ConfiguredSilo.StartAsync(server, NewId(), settings);
        var stored = await judge.Memory.Scope("acme", "user:ann").ListAsync().ToListAsync(Cancellation);
        Assert.Equal(receipts.Select(write => (write.Text, write.Receipt.Id, write.Receipt.Sequence)), stored.Select(record => (record.Text, record.Id, record.Sequence)));
    }

    [Theory]
    [MemberData(nameof(SharedServers.Kinds), MemberType = typeof(SharedServers))]
    public async Task Silos_whose_clocks_differ_by_a_day_and_jump_stay_together_and_keep_the_order(string kind)
    {
        var (server, cluster) = (await servers.GetAsync(kind), NewId());
        var (ahead, behind) = (new ShiftedTime { By = TimeSpan.FromDays(1) }, new ShiftedTime { By = TimeSpan.FromDays(-1) });
        await using var fast = await ConfiguredSilo.StartAsync(server, cluster, services: services => services.AddSingleton<TimeProvider>(ahead));
        await using var slow = await ConfiguredSilo.StartAsync(server, cluster, services: services => services.AddSingleton<TimeProvider>(behind));
        Assert.Equal((2, 2), (ActiveSilos(fast), ActiveSilos(slow)));

        for (var n = 0; n < 24; n++)
        {
            if (n % 8 == 4)
                (ahead.By, behind.By) = (behind.By, ahead.By);   // two days, the one forwards and the other back
            await (n % 2 == 0 ? fast : slow).Memory.Scope("acme", $"user:{n % 4}").RememberAsync($"text {n}");
        }

        Assert.Equal((2, 2), (ActiveSilos(fast), ActiveSilos(slow)));
        behind.By = TimeSpan.FromDays(-1);
        await fast.StopAsync();   // every scope is now on the silo that is two days behind

        for (var scope = 0; scope < 4; scope++)
        {
            await slow.Memory.Scope("acme", $"user:{scope}").RememberAsync("last");
            var records = await slow.Memory.Scope("acme", $"user:{scope}").ListAsync().ToListAsync(Cancellation);
            Assert.Equal([.. Enumerable.Range(0, 24).Where(n => n % 4 == scope).Select(n => $"text {n}"), "last"], records.Select(record => record.Text));
            Assert.Equal(records.Select(record => record.RecordedAt).Order(), records.Select(record => record.RecordedAt));
        }
    }

    [Theory]
    [MemberData(nameof(SharedServers.Kinds), MemberType = typeof(SharedServers))]
    public async Task Writes_outlast_a_storage_that_is_restarted_amid_them(string kind)
    {
        await using var server = await SharedServers.StartOwnAsync(kind);
        await using var silo = await ConfiguredSilo.StartAsync(server, NewId());
        var memory = silo.Memory.Scope("acme", "user:ann");
        await memory.RememberAsync("before");

        await server.StopAsync(inOrder: false);
        var writing = memory.RememberAsync(new MemoryDraft { Text = "meanwhile", Key = "once" });
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancellation);
        await server.StartAsync();
        var receipt = await writing;

        Assert.Equal(receipt, await memory.RememberAsync(new MemoryDraft { Text = "meanwhile", Key = "once" }));
        Assert.Equal(["before", "meanwhile"], await memory.ListAsync().Select(record => record.Text).ToListAsync(Cancellation));
    }

    [Theory]
    [MemberData(nameof(SharedServers.Kinds), MemberType = typeof(SharedServers))]
    public async Task A_silo_that_starts_before_its_storage_waits_for_it(string kind)
    {
        await using var server = await SharedServers.StartOwnAsync(kind);
        await server.StopAsync();
        var starting = ConfiguredSilo.StartAsync(server, NewId());
        await Task.WhenAny(starting, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Cancellation));
        Assert.False(starting.IsCompleted, starting.Exception?.ToString());
        await server.StartAsync();
        await using var silo = await starting;
        await silo.Memory.Scope("acme", "user:ann").RememberAsync("after all");
    }

    [Theory]
    [MemberData(nameof(SharedServers.Kinds), MemberType = typeof(SharedServers))]
    public async Task Storage_that_stays_away_is_told_and_a_cancelled_write_ends_at_once(string kind)
    {
        await using var server = await SharedServers.StartOwnAsync(kind);
        await using var silo = await ConfiguredSilo.StartAsync(server, NewId());
        var memory = silo.Memory.Scope("acme", "user:ann");
        await memory.RememberAsync("before");
        await server.StopAsync();

        using var cancelled = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAnyAsync<Exception>(async () => await memory.RememberAsync([new MemoryDraft { Text = "a" }], cancelled.Token));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(8));
        var told = await Assert.ThrowsAnyAsync<Exception>(async () => await memory.RememberAsync("b"));
        Assert.True(told is WriteUncertainException or StorageUnavailableException or TimeoutException, told.ToString());
        await server.StartAsync();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string NewId() => $"test-{Guid.CreateVersion7():N}";

    private static int ActiveSilos(ConfiguredSilo silo) => silo.Services.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count;

    private sealed class ShiftedTime : TimeProvider
    {
        private long _by;

        public TimeSpan By
        {
            get => TimeSpan.FromTicks(Interlocked.Read(ref _by));
            set => Interlocked.Exchange(ref _by, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + By;
    }
}
