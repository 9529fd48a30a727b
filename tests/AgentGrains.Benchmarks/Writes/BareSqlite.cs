using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace AgentGrains.Benchmarks.Writes;

/// <summary>The least that durable rows in SQLite can cost: one insert per row, WAL, synchronous FULL, nothing else.</summary>
internal sealed class BareSqlite : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("agentgrains-bare-").FullName;
    private readonly Channel<(int Scope, byte[] Payload, TaskCompletionSource Done)> _queue =
        Channel.CreateUnbounded<(int, byte[], TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly Task _writer;
    private readonly Lock _alone = new();

    public BareSqlite()
    {
        _connection = new SqliteConnection($"Data Source={Path.Combine(_directory, "bare.db")};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE log (id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, payload BLOB NOT NULL)");
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO log (scope, payload) VALUES ($scope, $payload)";
        _insert.Parameters.Add("$scope", SqliteType.Integer);
        _insert.Parameters.Add("$payload", SqliteType.Blob);
        _writer = Task.Factory.StartNew(WriteGroups, TaskCreationOptions.LongRunning);
    }

    /// <summary>Writes a row; whoever waits shares one commit.</summary>
    public Task WriteGroupedAsync(int scope, byte[] payload)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Writer.TryWrite((scope, payload, done));
        return done.Task;
    }

    /// <summary>Writes a row in a commit of its own.</summary>
    public Task WriteAloneAsync(int scope, byte[] payload)
    {
        lock (_alone)
            Insert(scope, payload);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _queue.Writer.Complete();
        ((IAsyncResult)_writer).AsyncWaitHandle.WaitOne();
        _insert.Dispose();
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
                    Insert(row.Scope, row.Payload);
                    group.Add(row.Done);
                }

                Execute("COMMIT");
            }

            group.ForEach(done => done.TrySetResult());
            group.Clear();
        }
    }

    private void Insert(int scope, byte[] payload)
    {
        (_insert.Parameters[0].Value, _insert.Parameters[1].Value) = (scope, payload);
        _insert.ExecuteNonQuery();
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
