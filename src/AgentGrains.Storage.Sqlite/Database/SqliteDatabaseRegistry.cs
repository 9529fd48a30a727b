using Microsoft.Extensions.Logging;

namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// Gives every provider of one silo that names the same directory the same database, and closes it after the last. Thread-safe.
/// </summary>
internal sealed class SqliteDatabaseRegistry(SqliteStorageMetrics metrics, TimeProvider clock, ILogger<SqliteDatabase> logger)
    : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _open = [];

    /// <summary>Those that are open.</summary>
    public IReadOnlyList<SqliteDatabase> Databases
    {
        get
        {
            lock (_gate)
                return [.. _open.Values.Select(entry => entry.Database)];
        }
    }

    public SqliteDatabase Acquire(SqliteStorageOptions options)
    {
        var directory = SqliteDatabase.DirectoryOf(options);
        lock (_gate)
        {
            if (!_open.TryGetValue(directory, out var entry))
                _open.Add(directory, entry = new Entry(SqliteDatabase.Open(options, metrics, clock, logger), options));
            else if (!SameDatabase(entry.Options, options))
                throw new OrleansConfigurationException(
                    $"Two providers name the data directory '{directory}' with different settings. They share one database and " +
                    "one writer: give them the same SqliteStorageOptions, or directories of their own.");
            entry.Users++;
            return entry.Database;
        }
    }

    public async ValueTask ReleaseAsync(SqliteDatabase database)
    {
        lock (_gate)
        {
            var (directory, entry) = _open.FirstOrDefault(pair => pair.Value.Database == database);
            if (entry is null || --entry.Users > 0)
                return;
            _open.Remove(directory);
        }

        await database.DisposeAsync();
    }

    /// <summary>Closes what a silo that failed to start left open.</summary>
    public async ValueTask DisposeAsync()
    {
        SqliteDatabase[] left;
        lock (_gate)
        {
            left = [.. _open.Values.Select(entry => entry.Database)];
            _open.Clear();
        }

        foreach (var database in left)
            await database.DisposeAsync();
    }

    private static bool SameDatabase(SqliteStorageOptions one, SqliteStorageOptions other) => SettingsOf(one) == SettingsOf(other);

    private static (string, int, long, int, int, TimeSpan, int, long) SettingsOf(SqliteStorageOptions options) => (
        options.FileName, options.MaxBatchOperations, options.MaxBatchBytes, options.QueueCapacity, options.ReadConnections,
        options.BusyTimeout, options.CheckpointPages, options.MaxPageCount);

    private sealed class Entry(SqliteDatabase database, SqliteStorageOptions options)
    {
        public SqliteDatabase Database { get; } = database;

        public SqliteStorageOptions Options { get; } = options;

        public int Users { get; set; }
    }
}
