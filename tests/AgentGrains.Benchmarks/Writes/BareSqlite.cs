using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace AgentGrains.Benchmarks.Writes;

/// <summary>The rows of a write in SQLite and nothing else: one upsert per row, WAL, synchronous FULL.</summary>
internal sealed class BareSqlite : IBareStore
{
    private readonly string _directory = Directory.CreateTempSubdirectory("agentgrains-bare-").FullName;
    private readonly Channel<(int Scope, IReadOnlyList<StoredRow> Rows, TaskCompletionSource Done)> _queue =
        Channel.CreateUnbounded<(int, IReadOnlyList<StoredRow>, TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _upsert;
    private readonly Task _writer;
    private readonly Lock _alone = new();

    public BareSqlite()
    {
        _connection = new SqliteConnection($"Data Source={Path.Combine(_directory, "bare.db")};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE rows (name TEXT PRIMARY KEY, payload BLOB NOT NULL)");
        _upsert = _connection.CreateCommand();
        _upsert.CommandText = "INSERT INTO rows (name, payload) VALUES ($name, $payload) ON CONFLICT (name) DO UPDATE SET payload = excluded.payload";
        _upsert.Parameters.Add("$name", SqliteType.Text);
        _upsert.Parameters.Add("$payload", SqliteType.Blob);
        _writer = Task.Factory.StartNew(WriteGroups, TaskCreationOptions.LongRunning);
    }

    /// <summary>Writes the rows of one write; whoever waits shares one commit.</summary>
    public Task WriteGroupedAsync(int scope, IReadOnlyList<StoredRow> rows)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Writer.TryWrite((scope, rows, done));
        return done.Task;
    }

    /// <summary>Writes the rows of one write in a commit of its own.</summary>
    public Task WriteAloneAsync(int scope, IReadOnlyList<StoredRow> rows)
    {
        lock (_alone)
        {
            Execute("BEGIN IMMEDIATE");
            Upsert(scope, rows);
            Execute("COMMIT");
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await _writer;
        _upsert.Dispose();
        _connection.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void WriteGroups()
    {
        var group = new List<TaskCompletionSource>();
        while (_queue.Reader.WaitToReadAsync().AsTask() is var waiting && ((IAsyncResult)waiting).AsyncWaitHandle.WaitOne() && waiting.Result)
        {
            lock (_alone)
            {
                Execute("BEGIN IMMEDIATE");
                while (group.Count < 4096 && _queue.Reader.TryRead(out var row))
                {
                    Upsert(row.Scope, row.Rows);
                    group.Add(row.Done);
                }

                Execute("COMMIT");
            }

            group.ForEach(done => done.TrySetResult());
            group.Clear();
        }
    }

    private void Upsert(int scope, IReadOnlyList<StoredRow> rows)
    {
        foreach (var row in rows)
        {
            (_upsert.Parameters[0].Value, _upsert.Parameters[1].Value) = ($"{scope}/{row.Name}", row.Payload);
            _upsert.ExecuteNonQuery();
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
