using AgentGrains.Cluster.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AgentGrains.Cluster.Tests.Outcomes;

/// <summary>Recalls that were shown just before their silo stops.</summary>
public sealed class StoppedTests
{
    [Fact]
    public async Task Recalls_shown_just_before_a_silo_stops_can_be_reported_after_its_next_start()
    {
        var (storage, logs) = (new SharedStorage(), new WarningLogs());
        var recalls = new List<RecallResult>();
        await using (var cluster = await MemoryCluster.StartAsync(
            storage: storage, learns: true, configure: grains => grains.ConfigureOutcomes(static options => options.FlushDelay = TimeSpan.FromMinutes(1)),
            silo: host => host.Services.AddSingleton<ILoggerProvider>(logs)))
        {
            var memory = cluster.Memory.Scope(OutcomeWorld.Ann);
            await OutcomeWorld.RememberAsync(memory, 10);
            for (var topic = 0; topic < 10; topic++)
                recalls.Add(await OutcomeWorld.AskAsync(memory, topic));

            // A tenant that is not in use any more finds no place on a silo that stops.
            await cluster.Silos.DeactivateAsync(GrainId.Create("tenant", "acme"));
            await cluster.Silos.StopSiloAsync(cluster.Silos.Silos[0]);
        }

        Assert.Equal("", logs.Text);
        await using var later = await MemoryCluster.StartAsync(storage: storage, learns: true);
        foreach (var recall in recalls)
            Assert.Equal(ReportStatus.Recorded, await later.Memory.Scope(OutcomeWorld.Ann).ReportOutcomeAsync(recall.RecallId, [OutcomeWorld.Needed(recall)], true));
    }
}
