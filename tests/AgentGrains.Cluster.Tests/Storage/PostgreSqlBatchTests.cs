using AgentGrains.Runtime.Journal;
using Xunit;

namespace AgentGrains.Cluster.Tests.Storage;

/// <summary>What shares a transaction must not share its failures.</summary>
public sealed class PostgreSqlBatchTests(SharedServers servers)
{
    [Fact]
    public async Task A_write_that_the_server_refuses_fails_alone()
    {
        await using var store = await ConfiguredStore.OpenAsync(await servers.GetAsync("PostgreSql"), $"batch-{Guid.CreateVersion7():N}");
        var random = new Random(7);

        // Too long for an index, and nothing that could be compressed.
        var tooLong = new string([.. Enumerable.Range(0, 9_000).Select(_ => (char)random.Next(33, 126))]);
        for (var round = 0; round < 5; round++)
        {
            var good = Enumerable.Range(0, 100).Select(n => WriteAsync(store, $"{round}/{n}")).ToList();
            var bad = WriteAsync(store, tooLong);
            good.AddRange(Enumerable.Range(100, 100).Select(n => WriteAsync(store, $"{round}/{n}")));

            await Task.WhenAll(good);
            await Assert.ThrowsAsync<WriteUncertainException>(() => bad);
        }
    }

    [Fact]
    public async Task Of_two_stores_that_write_the_same_records_at_once_each_wins_whole_and_neither_waits_for_ever()
    {
        var (server, service) = (await servers.GetAsync("PostgreSql"), $"batch-{Guid.CreateVersion7():N}");
        await using var one = await ConfiguredStore.OpenAsync(server, service);
        await using var other = await ConfiguredStore.OpenAsync(server, service);

        // In opposite order: with locks taken as they come, they would wait for each other.
        var won = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(n => TryAsync(one, $"same/{n}"))
                .Concat(Enumerable.Range(0, 200).Select(n => TryAsync(other, $"same/{199 - n}"))));

        Assert.Equal(200, won.Count(first => first));
    }

    private static async Task<bool> TryAsync(ConfiguredStore store, string key)
    {
        try
        {
            await WriteAsync(store, key);
            return true;
        }
        catch (Orleans.Storage.InconsistentStateException)
        {
            return false;
        }
    }

    private static async Task WriteAsync(ConfiguredStore store, string key) => await store.GrainStorage.WriteStateAsync(
        "journal", GrainId.Create("batch", key), new GrainState<JournalBlob>(new JournalBlob { Bytes = [1, 2, 3] }), TestContext.Current.CancellationToken);
}
