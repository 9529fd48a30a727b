using System.Threading.Channels;

namespace AgentGrains.Storage.Sqlite;

/// <summary>A fixed number of read-only connections; a reader who finds none free waits for one. Thread-safe.</summary>
internal sealed class ReaderPool : IAsyncDisposable
{
    private readonly Channel<ReadConnection> _free = Channel.CreateUnbounded<ReadConnection>();
    private readonly string _path;
    private readonly int _count;
    private int _closed;

    public ReaderPool(SqliteStorageOptions options, string path)
    {
        _path = path;
        try
        {
            for (; _count < options.ReadConnections; _count++)
                _free.Writer.TryWrite(new ReadConnection(options, path));
        }
        catch
        {
            while (_free.Reader.TryRead(out var connection))
                connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a query on a free connection, on the caller's thread: rows come from memory nearly always.</summary>
    public async ValueTask<TResult> ReadAsync<TQuery, TResult>(
        TQuery query, Func<ReadConnection, TQuery, TResult> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, this);
        if (!_free.Reader.TryRead(out var connection))
            connection = await RentAsync(cancellationToken);
        try
        {
            return read(connection, query);
        }
        finally
        {
            _free.Writer.TryWrite(connection);
        }
    }

    /// <summary>Waits for reads under way, then closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        for (var closed = 0; closed < _count; closed++)
            (await _free.Reader.ReadAsync()).Dispose();
        _free.Writer.TryComplete();
    }

    private async ValueTask<ReadConnection> RentAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _free.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(_path, $"The store '{_path}' is closed: the silo is shutting down.");
        }
    }
}
