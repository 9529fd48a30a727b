using AgentGrains.Chaos.Runs;
using AgentGrains.Chaos.Silos;
using AgentGrains.Cluster.Tests.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Chaos;

/// <summary>A short run of what the measuring program's <c>chaos</c> does for minutes: real processes, real servers, real signals.</summary>
public sealed class SiloChaosTests
{
    [Theory]
    [InlineData("PostgreSql", 1)]
    [InlineData("Redis", 2)]
    public async Task Nothing_acknowledged_is_lost_doubled_torn_or_reordered(string kind, int seed)
    {
        await using var server = await SharedServers.StartOwnAsync(kind);

        var result = await new ChaosRun(server, new ChaosOptions { Silos = 2, Seed = seed, Scopes = 12, Duration = TimeSpan.FromSeconds(20), LeastFaults = 3, Report = Say }).RunAsync();

        Assert.True(result.Verdict.Holds, string.Join('\n', result.Verdict.Examples));
        Assert.Equal(0, result.Unseen);
        Assert.True(result.Acknowledged > 500 && result.Kills > 0 && result.Freezes > 0 && result.StorageRestarts > 0, $"{result.Acknowledged} writes, {result.Kills} kills: the run has lost its teeth.");
    }

    // Runs when it is asked for (-explicit only): it shows that a run can fail, and takes minutes on a busy machine.
    [Fact(Explicit = true)]
    public async Task Without_the_fence_a_silo_that_was_frozen_destroys_what_others_wrote()
    {
        await using var server = await SharedServers.StartOwnAsync("PostgreSql");

        var result = await new ChaosRun(server, new ChaosOptions
        {
            Silos = 2,
            Seed = 3,
            Scopes = 12,
            Pace = TimeSpan.FromMilliseconds(5),
            Duration = TimeSpan.FromSeconds(10),
            LeastFaults = 3,
            FreezeShare = 1,
            RestartsStorage = false,
            Program = SiloProcess.UnfencedProgram,
            Report = Say,
        }).RunAsync();

        Assert.False(result.Verdict.Holds, $"{result.Acknowledged} writes went through {result.Freezes} freezes without a fence, and nothing was lost.");
    }

    private static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);
}
