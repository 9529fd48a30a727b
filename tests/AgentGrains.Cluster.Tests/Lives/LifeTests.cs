using AgentGrains.Cluster.Tests.Memory.Chapters;
using AgentGrains.Cluster.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Lives;

/// <summary>Whatever is done to a memory, in whatever order, over storage that fails and across restarts: it is what a list would be.</summary>
public sealed class LifeTests(ITestOutputHelper output)
{
    private const int Steps = 120;

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(144), InlineData(167)]
    public Task A_memory_is_what_it_was_told_less_what_was_forgotten_and_erased(int seed) => LiveAsync(seed);

    [Fact(Explicit = true)]
    public async Task So_are_many()
    {
        for (var seed = 100; seed < 200; seed++)
            await LiveAsync(seed);
    }

    private async Task LiveAsync(int seed)
    {
        var (random, done) = (new Random(seed), new List<string>());
        await using var cluster = await ChapterCluster.StartAsync(
            storage: new SharedStorage(new StorageFaults(seed, rate: 0.02)), records: seed % 2 == 0 ? 7 : 20_000, derives: seed % 3 == 0, silo: static host =>
            {
                host.UseInMemoryReminderService();
                host.Services.Configure<ConsolidationOptions>(static options => (options.RestAfter, options.BatchRecords, options.LeastInformation) = (TimeSpan.Zero, 9, 0));
                host.Services.Configure<GuardOptions>(static options => options.EchoRecords = 0);   // what is said again after it was recalled is stored once
            });
        var life = new Life(cluster, ChapterCluster.Ann, random, done.Add);
        try
        {
            for (var step = 1; step <= Steps; step++)
            {
                await life.StepAsync();
                if (step % 40 == 0)
                    await life.CheckAsync();
            }
        }
        catch
        {
            output.WriteLine($"Seed {seed}:\n{string.Join('\n', done)}");
            throw;
        }

        Assert.True(cluster.Storage.Faults.Failures > 2, "Storage hardly failed.");
    }
}
