using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// One SQLite file in a data directory it owns: a writer with group commit and a few readers. Needs no silo. Thread-safe.
/// </summary>
internal sealed partial class SqliteDatabase : IAsyncDisposable
{
    private readonly DirectoryLock _lock;
    private readonly SqliteConnection _connection;
    private readonly WriterStatements _statements;
    private readonly GroupCommitWriter _writer;
    private readonly ReaderPool _readers;
    private readonly SqliteStorageOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private int _disposed;

    private SqliteDatabase(
        string path, DirectoryLock directoryLock, SqliteConnection connection, WriterStatements statements, ReaderPool readers,
        GroupCommitWriter writer, SqliteStorageOptions options, TimeProvider clock, ILogger logger)
    {
        Path = path;
        _lock = directoryLock;
        _connection = connection;
        _statements = statements;
        _readers = readers;
        _writer = writer;
        _options = options;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Full path of the database file.</summary>
    public string Path { get; }

    /// <summary>Takes the directory's lock and opens the file, creating or upgrading it.</summary>
    /// <exception cref="SqliteStorageException">Locked, unwritable, newer or damaged; the derived types say which.</exception>
    public static SqliteDatabase Open(
        SqliteStorageOptions options, SqliteStorageMetrics metrics, TimeProvider clock, ILogger<SqliteDatabase> logger)
    {
        var directory = DirectoryOf(options);
        var path = System.IO.Path.Combine(directory, options.FileName);
        var directoryLock = DirectoryLock.Acquire(directory);
        SqliteConnection? connection = null;
        WriterStatements? statements = null;
        try
        {
            connection = SqliteConnections.OpenWriter(options, path);
            statements = new WriterStatements(SqliteConnections.HandleOf(connection), path);
            var versions = new VersionCounter(statements);
            var readers = new ReaderPool(options, path);
            var writer = new GroupCommitWriter(statements, versions, options, path, metrics, clock, logger);
            LogOpened(logger, path);
            return new SqliteDatabase(path, directoryLock, connection, statements, readers, writer, options, clock, logger);
        }
        catch
        {
            statements?.Dispose();
            connection?.Dispose();
            directoryLock.Dispose();
            throw;
        }
    }

    /// <summary>The one spelling of a data directory that stands for it.</summary>
    public static string DirectoryOf(SqliteStorageOptions options) =>
        System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(options.DataDirectory));

    /// <summary>
    /// Runs the operation in the next commit and completes when that is on disk. Cancellation counts until the writer takes
    /// the operation from its queue; afterwards the outcome is awaited.
    /// </summary>
    public Task<long> ExecuteAsync(WriteOperation operation, CancellationToken cancellationToken) =>
        _writer.ExecuteAsync(operation, cancellationToken);

    /// <summary>Runs a query that sees every completed write.</summary>
    public ValueTask<TResult> ReadAsync<TQuery, TResult>(
        TQuery query, Func<ReadConnection, TQuery, TResult> read, CancellationToken cancellationToken) =>
        _readers.ReadAsync(query, read, cancellationToken);

    /// <summary>Makes queued writes durable, folds the write-ahead log into the file, and releases the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        try
        {
            await _writer.CompleteAsync();
            await _readers.DisposeAsync();
            SqliteConnections.Set(_connection, Path, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteStorageException error)
        {
            // The log stays beside the file and is replayed at the next start: nothing is lost.
            LogCheckpointFailed(_logger, error, Path);
        }
        finally
        {
            _statements.Dispose();
            _connection.Dispose();
            _lock.Dispose();
            LogClosed(_logger, Path);
        }
    }
}
