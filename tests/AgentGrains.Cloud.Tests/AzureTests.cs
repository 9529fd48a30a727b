using AgentGrains.Cluster.Tests.Clustering;
using AgentGrains.Cluster.Tests.Storage;
using Xunit;

namespace AgentGrains.Cloud.Tests;

public sealed class AzureGrainStorageConformanceTests(SharedServers servers) : ConfiguredGrainStorageConformance(servers, "Azure")
{
    protected override bool HonoursCancellation => false;
}

public sealed class AzureReminderConformanceTests(SharedServers servers) : ConfiguredReminderConformance(servers, "Azure");

/// <summary>Two silos over Azurite.</summary>
public sealed class AzureClusterTests(SharedServers servers)
{
    [Fact]
    public async Task Two_silos_are_one_memory_and_one_goes_on_when_the_other_hands_over()
    {
        var (server, cluster) = (await servers.GetAsync("Azure"), $"test-{Guid.CreateVersion7():N}");
        await using var second = await ConfiguredSilo.StartAsync(server, cluster);
        await using var first = await ConfiguredSilo.StartAsync(server, cluster);
        for (var n = 0; n < 20; n++)
            await (n % 2 == 0 ? first : second).Memory.Scope("acme", $"user:{n % 4}").RememberAsync($"text {n}");
        await first.StopAsync();

        for (var scope = 0; scope < 4; scope++)
        {
            var texts = await second.Memory.Scope("acme", $"user:{scope}").ListAsync().Select(record => record.Text).ToListAsync(TestContext.Current.CancellationToken);
            Assert.Equal(Enumerable.Range(0, 20).Where(n => n % 4 == scope).Select(n => $"text {n}"), texts);
        }
    }
}
