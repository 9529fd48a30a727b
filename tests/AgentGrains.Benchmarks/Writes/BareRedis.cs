using StackExchange.Redis;

namespace AgentGrains.Benchmarks.Writes;

/// <summary>The rows of a write in Redis and nothing else: one SET per row. Commands that arrive together share one sync of the append-only file.</summary>
internal sealed class BareRedis(ConnectionMultiplexer redis) : IBareStore
{
    private readonly SemaphoreSlim _alone = new(1);

    public static async Task<BareRedis> OpenAsync(string connectionString) => new(await ConnectionMultiplexer.ConnectAsync(connectionString));

    public Task WriteGroupedAsync(int scope, IReadOnlyList<StoredRow> rows) =>
        Task.WhenAll(rows.Select(row => redis.GetDatabase().StringSetAsync($"bare/{scope}/{row.Name}", row.Payload)));

    public async Task WriteAloneAsync(int scope, IReadOnlyList<StoredRow> rows)
    {
        await _alone.WaitAsync();
        try
        {
            await WriteGroupedAsync(scope, rows);
        }
        finally
        {
            _alone.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _alone.Dispose();
        await redis.DisposeAsync();
    }
}
