using AgentGrains.Chaos.Runs;
using AgentGrains.Chaos.Silos;
using AgentGrains.Cluster.Tests.Storage;
using Xunit;
using static AgentGrains.Cluster.Tests.Consolidation.ConsolidationRuns;

namespace AgentGrains.Cluster.Tests.Chaos;

/// <summary>Silo processes over PostgreSQL, killed with SIGKILL one by one and all at once in the middle of one run of consolidation.</summary>
public sealed class SiloConsolidationKillTests
{
    private const int Kills = 6, Rows = 300;

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["AgentGrains__Consolidation__RestAfter"] = "00:00:00",
        ["AgentGrains__Consolidation__BatchRecords"] = "2",
        ["AgentGrains__Consolidation__NoteTokens"] = "0",
        ["AgentGrains__Derivation__Enabled"] = "false",
    };

    [Fact]
    public async Task A_run_whose_silos_are_killed_loses_no_source_leaves_no_question_open_ends_once_and_can_be_undone()
    {
        await using var server = await SharedServers.StartOwnAsync("PostgreSql");
        await using SiloProcess first = new(SiloProcess.Program, server, Settings), second = new(SiloProcess.Program, server, Settings);
        await first.StartAsync();
        await second.StartAsync();
        await using var client = await ClusterClient.ConnectAsync(server);
        var memory = client.Memory.Scope("acme", "user:ann");
        await FillAsync(memory);
        foreach (var rows in Enumerable.Range(0, Rows).Chunk(50))
            await memory.RememberAsync([.. rows.Select(row => new MemoryDraft { Text = $"The gardener's book of year {row} counts the roses, the tulips and the lilies of bed {row * 7}.", Actor = "Bob" })]);
        var before = await BytesAsync(memory);
        var texts = await TextsAsync(memory);
        await AssertAnsweredAsync(memory);

        var random = new Random(6);
        var cut = 0;
        await memory.Consolidation.StartAsync();
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 250)), TimeProvider.System, TestContext.Current.CancellationToken);
            cut += await PatientlyAsync(async () => (await memory.Consolidation.ListAsync())[0].Status) == ConsolidationStatus.Running ? 1 : 0;
            SiloProcess[] killed = kill % 3 == 2 ? [kill % 2 == 0 ? first : second] : [first, second];   // of one alone, the run may go on elsewhere and end meanwhile
            foreach (var silo in killed)
                await silo.KillAsync();
            if (killed.Length == 1)
                await AnsweredAsync(memory);   // by the one that is left
            foreach (var silo in killed)
                silo.Launch();
            foreach (var silo in killed)
                await silo.ReadyAsync();
            await AnsweredAsync(memory);
        }

        // How many depends on the machine: the run goes on while silos come back.
        TestContext.Current.TestOutputHelper?.WriteLine($"{cut} of {Kills} kills came before the run's end");
        Assert.True(cut > 0, "No kill came before the run's end: they test nothing.");
        var run = await PatientlyAsync(async () => Assert.Single(await memory.Consolidation.ListAsync()), run => run.Status != ConsolidationStatus.Running);
        Assert.Equal(("c1", ConsolidationStatus.Done), (run.Id, run.Status));
        Assert.True(run is { Condensed: > 0, Twins: > 0, Uninformative: > 0 }, $"{run}");
        Assert.Equal(texts, await TextsAsync(memory));
        await AnsweredAsync(memory);
        var changes = await memory.Consolidation.ReadChangesAsync(run.Id).ToListAsync();
        Assert.Equal(run.Condensed + run.Twins + run.Uninformative, changes.DistinctBy(change => (change.Id, change.Kind)).Count());
        Assert.Equal(changes.Count, changes.DistinctBy(change => (change.Id, change.Kind)).Count());

        Assert.Equal(changes.Count, await memory.Consolidation.RollBackAsync(run.Id));
        Assert.Equal(before, await BytesAsync(memory));
        await first.KillAsync();
        await second.KillAsync();
        await first.StartAsync();
        Assert.Equal(before, await PatientlyAsync(() => BytesAsync(memory)));
        await AnsweredAsync(memory);
    }

    private static async Task<List<string>> TextsAsync(IScopedMemory memory) => (await memory.ListAsync().ToListAsync()).ConvertAll(record => record.Text);

    private static Task<bool> AnsweredAsync(IScopedMemory memory) => PatientlyAsync(async () =>
    {
        await AssertAnsweredAsync(memory);
        return true;
    });

    // A silo that was just killed is missed after seconds; what is asked of it until then fails.
    private static async Task<T> PatientlyAsync<T>(Func<Task<T>> ask, Func<T, bool>? until = null)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var answer = await ask();
                if (until?.Invoke(answer) != false)
                    return answer;
                Assert.True(tries < 600, "What is waited for does not come.");
            }
            catch (Exception failure) when (tries < 600 && failure is (AgentGrainsException or OrleansException or TimeoutException))
            {
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
