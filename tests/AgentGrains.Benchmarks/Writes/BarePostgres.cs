using System.Threading.Channels;
using Npgsql;

namespace AgentGrains.Benchmarks.Writes;

/// <summary>The rows of a write in PostgreSQL and nothing else: one upsert per row, on a server of its own that runs as the silo's does.</summary>
internal sealed class BarePostgres : IBareStore
{
    private const int Writers = 2;
    private const int LargestGroup = 256;
    private const string Upsert = "INSERT INTO bare (name, payload) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET payload = excluded.payload";
    private readonly Channel<(int Scope, IReadOnlyList<StoredRow> Rows, TaskCompletionSource Done)> _queue =
        Channel.CreateUnbounded<(int, IReadOnlyList<StoredRow>, TaskCompletionSource)>();

    private readonly NpgsqlDataSource _source;
    private readonly Task[] _writers;

    private BarePostgres(NpgsqlDataSource source) =>
        (_source, _writers) = (source, [.. Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteGroupsAsync))]);

    public static async Task<BarePostgres> OpenAsync(string connectionString, int connections)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = connections + Writers, MaxAutoPrepare = 8 };
        var source = NpgsqlDataSource.Create(settings.ConnectionString);
        await using var make = source.CreateCommand(
            "CREATE TABLE bare (name text PRIMARY KEY, payload bytea NOT NULL) WITH (fillfactor = 50, toast_tuple_target = 8160); "
            + "ALTER TABLE bare ALTER COLUMN payload SET STORAGE EXTERNAL");
        await make.ExecuteNonQueryAsync();
        return new BarePostgres(source);
    }

    public Task WriteGroupedAsync(int scope, IReadOnlyList<StoredRow> rows)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Writer.TryWrite((scope, rows, done));
        return done.Task;
    }

    public Task WriteAloneAsync(int scope, IReadOnlyList<StoredRow> rows) => WriteAsync(rows.Select(row => ($"{scope}/{row.Name}", row.Payload)));

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await Task.WhenAll(_writers);
        await _source.DisposeAsync();
    }

    private async Task WriteGroupsAsync()
    {
        var group = new List<(int Scope, IReadOnlyList<StoredRow> Rows, TaskCompletionSource Done)>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (group.Count < LargestGroup && _queue.Reader.TryRead(out var row))
                group.Add(row);
            if (group.Count == 0)
                continue;
            await WriteAsync(group.SelectMany(write => write.Rows.Select(row => (Name: $"{write.Scope}/{row.Name}", row.Payload))).OrderBy(row => row.Name, StringComparer.Ordinal));
            group.ForEach(write => write.Done.TrySetResult());
            group.Clear();
        }
    }

    private async Task WriteAsync(IEnumerable<(string Name, byte[] Payload)> rows)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (name, payload) in rows)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Upsert)
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = name }, new NpgsqlParameter<byte[]> { TypedValue = payload } },
            });
        }

        await batch.ExecuteNonQueryAsync();
    }
}
