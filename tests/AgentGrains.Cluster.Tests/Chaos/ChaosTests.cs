using AgentGrains.Cluster.Tests.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Chaos;

/// <summary>Three silos over storage that fails before and after committing, and silos killed in between: nothing acknowledged is lost, doubled or reordered.</summary>
public sealed class ChaosTests
{
    private const int Steps = 240;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(42)]
    public async Task Acknowledged_memories_survive_silo_kills_and_failing_storage_exactly_once(int seed)
    {
        var random = new Random(seed);
        await using var cluster = await MemoryCluster.StartAsync(silos: 3, new SharedStorage(new StorageFaults(seed, rate: 0.03)));
        var scopes = Enumerable.Range(0, 6).Select(n => Scope.User("acme", $"user-{n}")).ToArray();
        var history = new WriteHistory();

        for (var step = 0; step < Steps; step++)
        {
            if (step % 80 == 79)
                await KillOneAndStartOneAsync(cluster, random);
            var scope = scopes[random.Next(scopes.Length)];
            await RememberUntilAcknowledgedAsync(cluster, scope, $"step {step}", history);
        }

        Assert.True(cluster.Storage.Faults.Failures > 5, "The storage hardly failed: the test has lost its teeth.");
        foreach (var scope in scopes)
        {
            await cluster.ForgetActivationsAsync(scope);
            history.Check(scope, await ListUntilReadAsync(cluster, scope));
        }
    }

    private static async Task KillOneAndStartOneAsync(MemoryCluster cluster, Random random)
    {
        var silos = cluster.Silos.GetActiveSilos().ToList();
        await cluster.Silos.KillSiloAsync(silos[random.Next(silos.Count)]);
        await cluster.Silos.StartAdditionalSiloAsync();
    }

    private static async Task RememberUntilAcknowledgedAsync(MemoryCluster cluster, Scope scope, string text, WriteHistory history)
    {
        var draft = new MemoryDraft { Text = text, Key = $"{scope.Name}/{text}" };
        var receipt = await UntilAnsweredAsync(() => cluster.Memory.Scope(scope).RememberAsync(draft));
        history.Acknowledge(scope, text, receipt);
    }

    private static Task<List<MemoryRecord>> ListUntilReadAsync(MemoryCluster cluster, Scope scope) =>
        UntilAnsweredAsync(async () => await cluster.Memory.Scope(scope).ListAsync().ToListAsync());

    // The client retries by itself; a whole outage of a killed silo can outlast it.
    private static async Task<T> UntilAnsweredAsync<T>(Func<ValueTask<T>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (tries < 30 && failure is not Xunit.Sdk.XunitException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }
}
