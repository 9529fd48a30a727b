using AgentGrains.Storage.Sqlite;
using Xunit;

namespace AgentGrains.Tests.Storage;

public sealed class SqliteFullTests
{
    [Fact]
    public async Task A_full_disk_is_named_harms_nothing_and_passes()
    {
        using var directory = new TemporaryDirectory();
        await using var store = await SqliteStore.OpenAsync(directory.Path, options => options.MaxPageCount = 60);
        Dictionary<string, long> stored = [];
        var error = await FillAsync(store, stored);

        Assert.Contains("free disk space or clear records", error.Message, StringComparison.Ordinal);
        Assert.True(stored.Count > 5, $"Only {stored.Count} records fitted.");
        foreach (var (key, version) in stored)
            Assert.Equal(version, (await store.ReadAsync(key))!.Value.Version);
        Assert.Null(await store.ReadAsync($"{stored.Count}"));

        // Clearing needs no space, and makes some.
        foreach (var key in stored.Keys.Take(3).ToArray())
        {
            await store.ClearAsync(key, stored[key]);
            stored.Remove(key);
        }

        var later = await store.WriteAsync("later", new byte[5000]);
        Assert.All(stored.Values, version => Assert.True(later > version));
        Assert.Equal(5000, (await store.ReadAsync("later"))!.Value.Payload.Length);
    }

    [Fact]
    public async Task A_full_disk_fails_the_whole_batch_and_keeps_none_of_it()
    {
        using var directory = new TemporaryDirectory();
        await using var store = await SqliteStore.OpenAsync(directory.Path, options => options.MaxPageCount = 60);
        using var gate = new BlockingOperation();
        var blocking = store.Database.ExecuteAsync(gate, CancellationToken.None);
        await gate.Started;
        var small = store.WriteAsync("small", [1]);
        var large = store.WriteAsync("large", new byte[1_000_000]);
        gate.Release();
        await blocking;

        await Assert.ThrowsAsync<SqliteStorageFullException>(() => small);
        await Assert.ThrowsAsync<SqliteStorageFullException>(() => large);
        Assert.Null(await store.ReadAsync("small"));
        var version = await store.WriteAsync("small", [2]);
        Assert.Equal(new StoredState(version, [2]).Payload, (await store.ReadAsync("small"))!.Value.Payload);
    }

    [Fact]
    public async Task A_failed_first_commit_does_not_lose_the_reservation_of_versions()
    {
        using var directory = new TemporaryDirectory();
        long first;
        await using (var store = await SqliteStore.OpenAsync(directory.Path, options => options.MaxPageCount = 60))
        {
            await Assert.ThrowsAsync<SqliteStorageFullException>(() => store.WriteAsync("large", new byte[1_000_000]));
            first = await store.WriteAsync("grain", [1]);
        }

        await using var again = await SqliteStore.OpenAsync(directory.Path);
        await again.ClearAsync("grain", first);
        Assert.True(await again.WriteAsync("grain", [2]) > first);
    }

    private static async Task<SqliteStorageFullException> FillAsync(SqliteStore store, Dictionary<string, long> stored)
    {
        while (true)
        {
            var key = $"{stored.Count}";
            try
            {
                stored.Add(key, await store.WriteAsync(key, new byte[5000]));
            }
            catch (SqliteStorageFullException error)
            {
                return error;
            }
        }
    }
}
