using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Tenants;

/// <summary>What a tenant may hold and do, through real grains.</summary>
public sealed class QuotaTests
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly Scope Bob = Scope.User("acme", "bob");

    [Fact]
    public async Task A_tenants_records_are_counted_over_all_its_memories_and_survive_restarts()
    {
        await using var cluster = await StartAsync();
        await cluster.Memory.Tenant("acme").SetLimitsAsync(new TenantLimits { MaxRecords = 6 });
        await cluster.Memory.Scope(Ann).RememberAsync([new() { Text = "one" }, new() { Text = "two" }]);
        await cluster.Memory.Scope(Bob).RememberAsync("three");
        await cluster.Memory.Scope(Bob).RememberAsync(new MemoryDraft { Text = "four", Kind = MemoryKind.Belief });
        await RestartAsync(cluster);
        await cluster.Memory.Scope(Ann).RememberAsync("five");
        var known = new MemoryDraft { Text = "six", Key = "six" };
        var receipt = await cluster.Memory.Scope(Bob).RememberAsync(known);
        var refusal = await Assert.ThrowsAsync<LimitExceededException>(async () => await cluster.Memory.Scope(Ann).RememberAsync("seven"));
        Assert.Equal(("MaxRecords", 6), (refusal.Limit, refusal.Value));
        Assert.Equal(receipt, await cluster.Memory.Scope(Bob).RememberAsync(known));   // what is known already takes no room
        Assert.Equal(6, (await cluster.Memory.Tenant("acme").GetUsageAsync()).Records);
        await cluster.Memory.Scope("globex", "user:ann").RememberAsync("another tenant's room is its own");

        await cluster.Memory.Scope(Bob).EraseAsync();
        Assert.Equal(3, (await cluster.Memory.Tenant("acme").GetUsageAsync()).Records);
        await cluster.Memory.Scope(Ann).RememberAsync([new() { Text = "seven" }, new() { Text = "eight" }, new() { Text = "nine" }]);
    }

    [Fact]
    public async Task Concurrent_writers_do_not_pass_the_limits_together()
    {
        await using var cluster = await StartAsync(silos: 2);
        var limits = new TenantLimits { MaxRecords = 300, MaxBytes = 40_000 };
        await cluster.Memory.Tenant("acme").SetLimitsAsync(limits);
        var refused = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            var memory = cluster.Memory.Scope("acme", $"user:{writer}");
            for (var i = 0; i < 60; i++)
            {
                try
                {
                    await memory.RememberAsync($"number {i} of writer {writer} is a short sentence");
                }
                catch (LimitExceededException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }));
        var (records, bytes) = (0L, 0L);
        TenantContext.Set("acme");
        for (var writer = 0; writer < 16; writer++)
        {
            var status = await cluster.Grains.GetGrain<IEpisodicMemoryGrain>($"acme/user:{writer}").GetStatusAsync(CancellationToken.None);
            (records, bytes) = (records + status.Records, bytes + status.JournalBytes);
        }

        Assert.True(refused > 0);
        Assert.InRange(records, 100, 300);
        Assert.InRange(bytes, 10_000, 40_000);
        var usage = await cluster.Memory.Tenant("acme").GetUsageAsync();
        Assert.InRange(usage.Records, records, 300);
        Assert.InRange(usage.Bytes, bytes, 40_000);
    }

    [Fact]
    public async Task Changed_limits_hold_within_the_refresh_period_in_memories_that_are_in_use()
    {
        await using var cluster = await StartAsync(silos: 2);
        var tenant = cluster.Memory.Tenant("acme");
        for (var i = 0; i < 3; i++)
            await cluster.Memory.Scope(Ann).RememberAsync($"fact {i}");
        await tenant.SetLimitsAsync(new TenantLimits { MaxRecords = 4 });
        await DelayAsync(3 * Refresh);
        await cluster.Memory.Scope(Ann).RememberAsync("fact 3");
        await Assert.ThrowsAsync<LimitExceededException>(async () => await cluster.Memory.Scope(Ann).RememberAsync("fact 4"));
        await tenant.SetLimitsAsync(new TenantLimits(MaxRecordsPerMemory: 5));
        await DelayAsync(3 * Refresh);
        await cluster.Memory.Scope(Ann).RememberAsync("fact 4");
        var refusal = await Assert.ThrowsAsync<LimitExceededException>(async () => await cluster.Memory.Scope(Ann).RememberAsync("fact 5"));
        Assert.Equal("MaxRecordsPerMemory", refusal.Limit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_rate_holds_over_all_silos_and_says_when_to_come_back(short silos)
    {
        const int Rate = 40;
        await using var cluster = await StartAsync(silos);
        await cluster.Memory.Tenant("acme").SetLimitsAsync(new TenantLimits { RequestsPerSecond = Rate });
        var (admitted, refused, longest) = (0, 0, TimeSpan.Zero);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async caller =>
        {
            var grain = cluster.Grains.GetGrain<IEpisodicMemoryGrain>($"acme/user:{caller}");
            while (watch.Elapsed < TimeSpan.FromSeconds(3))
            {
                TenantContext.Set("acme");
                try
                {
                    await grain.GetStatusAsync(CancellationToken.None);
                    Interlocked.Increment(ref admitted);
                }
                catch (LimitExceededException refusal)
                {
                    Assert.Equal(("RequestsPerSecond", Rate), (refusal.Limit, refusal.Value));
                    Interlocked.Increment(ref refused);
                    longest = refusal.RetryAfter > longest ? refusal.RetryAfter.Value : longest;
                    await DelayAsync(TimeSpan.FromMilliseconds(5));
                }
            }
        }));
        var most = Rate * (1 + watch.Elapsed.TotalSeconds) + silos * Rate / 10.0 + 1;
        Assert.InRange(admitted, Rate * 2, most);
        Assert.True(refused > 0);
        Assert.InRange(longest, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));

        // Another tenant has its own rate, and this one's limits can be seen and raised by whoever may.
        await cluster.Memory.Scope("globex", "user:ann").RememberAsync("hello");
        await cluster.Memory.Tenant("acme").GetUsageAsync();
        await cluster.Memory.Tenant("acme").SetLimitsAsync(new TenantLimits());
        await DelayAsync(3 * Refresh);
        for (var i = 0; i < 2 * Rate; i++)
            await cluster.Memory.Scope(Ann).GetAsync(default);
    }

    [Fact]
    public async Task A_listing_that_was_begun_is_ended_at_the_tenants_rate()
    {
        await using var cluster = await StartAsync();
        await cluster.Memory.Scope(Ann).RememberAsync([.. Enumerable.Range(0, 1_000).Select(i => new MemoryDraft { Text = $"fact {i}" })]);
        await cluster.Memory.Scope(Ann).RememberAsync([.. Enumerable.Range(0, 1_000).Select(i => new MemoryDraft { Text = $"fact {i}" })]);
        await cluster.Memory.Tenant("acme").SetLimitsAsync(new TenantLimits { RequestsPerSecond = 2 });
        Assert.Equal(2_000, await cluster.Memory.Scope(Ann).ListAsync().CountAsync());
    }

    [Fact]
    public async Task The_inference_budget_is_one_account_and_debts_are_paid()
    {
        await using var cluster = await StartAsync(silos: 2);
        await cluster.Memory.Tenant("acme").SetLimitsAsync(new TenantLimits { InferenceTokensPerMinute = 6_000 });
        var budgets = cluster.Silos.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<IInferenceBudget>()).ToArray();
        var spent = 0L;
        LimitExceededException? empty = null;
        for (var i = 0; i < 100 && empty is null; i++)
        {
            try
            {
                await budgets[i % 2].SpendAsync("acme", InferenceKind.Chat, 300);
                spent += 300;
            }
            catch (LimitExceededException refusal)
            {
                empty = refusal;
            }
        }

        Assert.Equal("InferenceTokensPerMinute", empty?.Limit);
        Assert.InRange(empty!.RetryAfter!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        Assert.InRange(spent, 5_400, 7_500);   // the account, what flowed in meanwhile, and an advance on each silo
        await budgets[0].SpendAsync("globex", InferenceKind.Chat, 1_000_000);

        budgets[0].Settle("acme", InferenceKind.Chat, 3_000);
        var debt = await Assert.ThrowsAsync<LimitExceededException>(async () => await budgets[0].SpendAsync("acme", InferenceKind.Chat, 300));
        Assert.InRange(debt.RetryAfter!.Value, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40));
        Assert.True((await cluster.Memory.Tenant("acme").GetUsageAsync()).InferenceTokensLeft < -2_000);
    }

    [Fact]
    public async Task What_is_idle_leaves_RAM_and_comes_back_with_everything()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.ConfigureTenants(options => options.IdleAge = TimeSpan.FromSeconds(2)));
        await cluster.Memory.Scope(Ann).RememberAsync([new() { Text = "the first thing" }, new() { Text = "the second thing" }]);
        var management = cluster.Grains.GetGrain<IManagementGrain>(0);
        var waited = Stopwatch.StartNew();
        while (await CountAsync() > 0 && waited.Elapsed < TimeSpan.FromSeconds(30))
            await DelayAsync(TimeSpan.FromMilliseconds(250));
        Assert.Equal(0, await CountAsync());
        Assert.Equal(["the first thing", "the second thing"], await cluster.Memory.Scope(Ann).ListAsync().Select(record => record.Text).ToListAsync());
        Assert.NotEmpty((await cluster.Memory.Scope(Ann).RecallAsync("second thing")).Evidence);
        Assert.Equal(["user:ann"], await cluster.Memory.Tenant("acme").ListScopesAsync().ToListAsync());

        async Task<int> CountAsync() => (await management.GetSimpleGrainStatistics()).Where(grain => grain.GrainType.Contains("EpisodicMemory", StringComparison.Ordinal)).Sum(grain => grain.ActivationCount);
    }

    private static Task<MemoryCluster> StartAsync(short silos = 1) =>
        MemoryCluster.StartAsync(silos, configure: grains => grains.ConfigureTenants(options => options.RefreshPeriod = Refresh));

    private static async Task RestartAsync(MemoryCluster cluster)
    {
        await cluster.ForgetActivationsAsync(Ann);
        await cluster.ForgetActivationsAsync(Bob);
        await cluster.Silos.DeactivateAsync(GrainId.Create("tenant", "acme"));
    }

    private static Task DelayAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);
}
