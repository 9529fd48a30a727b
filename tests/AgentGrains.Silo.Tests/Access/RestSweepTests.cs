using AgentGrains.Benchmarks.Tenants;

namespace AgentGrains.Silo.Tests;

/// <summary>The sweep over REST that the measuring program's <c>tenants</c> runs: it finds nothing, and without keys it finds it.</summary>
public sealed class RestSweepTests
{
    [Fact]
    public async Task No_route_lets_another_tenant_in()
    {
        var (attempts, leaks) = await RestSweep.RunAsync();
        Assert.True(attempts >= 40, $"Only {attempts} calls were tried.");
        Assert.Equal(0, leaks);
    }

    [Fact]
    public async Task With_the_keys_taken_out_on_purpose_leaks_are_seen()
    {
        var (attempts, leaks) = await RestSweep.RunAsync(withoutKeys: true);
        Assert.True(leaks > attempts / 2, $"Only {leaks} of {attempts} were seen.");
    }
}
