using AgentGrains.Benchmarks.Tenants;
using AgentGrains.Runtime.Tenants;
using Xunit;

namespace AgentGrains.Cluster.Tests.Tenants;

/// <summary>The sweep that the measuring program's <c>tenants</c> runs: it finds nothing, and with the filter taken out it finds it.</summary>
public sealed class LeakSweepTests
{
    [Fact]
    public async Task Nothing_leaks_under_load()
    {
        await using var cluster = await MemoryCluster.StartAsync(silos: 2);
        var sweep = new LeakSweep(cluster.Grains, cluster.Memory);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            for (var n = 0; n < 5; n++)
                await cluster.Memory.Scope($"t{i}", "user:ann").RememberAsync($"the canary of t{i} sings");
            await sweep.AttackAsync($"t{i}", $"t{(i + 1) % 20}");
        }));
        Assert.True(sweep.Attempts > 20 * 50, $"Only {sweep.Attempts} calls were tried.");
        Assert.True(sweep.Leaks == 0, sweep.FirstLeak);
    }

    [Fact]
    public async Task With_the_filter_broken_on_purpose_leaks_are_seen()
    {
        await using var cluster = await MemoryCluster.StartAsync(silo: host =>
            Assert.True(host.Services.Remove(host.Services.Single(service => service.ImplementationType == typeof(TenantCallFilter)))));
        var sweep = new LeakSweep(cluster.Grains, cluster.Memory);
        await cluster.Memory.Scope("acme", "user:ann").RememberAsync("the canary sings");
        await sweep.AttackAsync("globex", "acme");
        Assert.True(sweep.Leaks > 20, $"Only {sweep.Leaks} of {sweep.Attempts} were seen.");
    }
}
