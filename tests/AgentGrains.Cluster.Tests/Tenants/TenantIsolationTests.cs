using AgentGrains.Benchmarks.Tenants;
using AgentGrains.Runtime.Tenants;
using Xunit;

namespace AgentGrains.Cluster.Tests.Tenants;

/// <summary>No call reaches a grain of another tenant, whatever the method and however alike the names; without the filter, they do.</summary>
public sealed class TenantIsolationTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Theory]
    [InlineData(null)]
    [InlineData("globex")]
    [InlineData("acm")]
    [InlineData("acmeX")]
    [InlineData("Acme")]
    public async Task Every_call_of_every_grain_interface_is_refused_to_another_tenant(string? tenant)
    {
        await using var cluster = await MemoryCluster.StartAsync();
        await cluster.Memory.Scope(Ann).RememberAsync("the canary sings");
        var before = cluster.Storage.Records.ToDictionary();
        var calls = GrainCalls.All.ToList();
        Assert.True(calls.Count > 40, $"Only {calls.Count} calls were found.");
        foreach (var (type, method) in calls)
        {
            Become(tenant);
            var failure = await Record.ExceptionAsync(() => GrainCalls.InvokeAsync(GrainCalls.Reference(cluster.Grains, type, "acme"), method));
            Assert.True(failure is TenantMismatchException, $"{type.Name}.{method.Name} as '{tenant}': {failure}");
        }

        Assert.Equal(before, cluster.Storage.Records.ToDictionary());
    }

    [Fact]
    public async Task A_tenant_whose_name_begins_anothers_does_not_own_its_grains()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        await cluster.Memory.Scope("acmeX", "user:ann").RememberAsync("the canary sings");
        foreach (var (type, method) in GrainCalls.All)
        {
            Become("acme");
            await Assert.ThrowsAsync<TenantMismatchException>(
                () => GrainCalls.InvokeAsync(GrainCalls.Reference(cluster.Grains, type, "acmeX"), method));
        }
    }

    [Fact]
    public async Task Without_the_filter_another_tenant_reads_and_erases()
    {
        await using var cluster = await MemoryCluster.StartAsync(silo: host =>
        {
            var filter = host.Services.Single(service => service.ImplementationType == typeof(TenantCallFilter));
            Assert.True(host.Services.Remove(filter));
        });
        await cluster.Memory.Scope(Ann).RememberAsync("the canary sings");
        Become("globex");
        var memory = cluster.Grains.GetGrain<IEpisodicMemoryGrain>(Ann.Key);
        var leak = await memory.SearchAsync(new MemorySearch { Query = "canary" }, CancellationToken.None);
        Assert.Equal("the canary sings", Assert.Single(leak.Hits).Record.Text);
        await memory.EraseAsync(CancellationToken.None);
        Become("acme");
        Assert.Empty(await cluster.Memory.Scope(Ann).ListAsync().ToListAsync());
    }

    [Fact]
    public async Task A_recall_does_not_cross_tenants()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        await cluster.Memory.Scope(Ann).RememberAsync("the canary sings");
        var mixed = new RecallRequest { Query = "canary", Scopes = [Scope.User("globex", "bob"), Ann] };
        await Assert.ThrowsAsync<TenantMismatchException>(async () => await cluster.Memory.RecallAsync("globex", mixed));
    }

    [Fact]
    public async Task An_agent_cannot_be_given_a_scope_of_another_tenant()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var agent = cluster.Memory.Agent("globex", "spy");
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await agent.ConfigureAsync(new AgentProfile { Reads = [Ann] }));
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await agent.ConfigureAsync(new AgentProfile { Reads = [], Writes = Ann }));
        Assert.Equal([Scope.Agent("globex", "spy")], (await agent.GetProfileAsync()).Reads);
    }

    [Fact]
    public async Task Fifty_tenants_under_load_see_nothing_of_each_other()
    {
        await using var cluster = await MemoryCluster.StartAsync(silos: 2);
        var leaks = 0;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            var (tenant, canary) = ($"tenant-{number}", $"canary{number}x");
            var memory = cluster.Memory.Scope(tenant, "user:ann");
            for (var round = 0; round < 6; round++)
            {
                await memory.RememberAsync($"the secret word of round {round} is {canary}");
                var found = await memory.RecallAsync($"secret word canary{(number + round) % 50}x", limit: 100);
                var listed = await memory.ListAsync().ToListAsync();
                var seen = found.Evidence.Select(item => item.Record.Text).Concat(listed.Select(record => record.Text)).ToList();
                Assert.True(seen.Count >= 2 * round + 2, $"{tenant} saw only {seen.Count} of its own.");
                Interlocked.Add(ref leaks, seen.Count(text => !text.EndsWith(canary, StringComparison.Ordinal)));
            }
        }));
        Assert.Equal(0, leaks);
    }

    private static void Become(string? tenant)
    {
        RequestContext.Clear();
        if (tenant is not null)
            TenantContext.Set(tenant);
    }
}
