using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// The only writer of the file: one thread that takes whatever waits in a bounded queue, runs it as one transaction, and
/// starts over when that is durable. The slower the disk, the larger the batches grow by themselves; nobody waits for a timer.
/// </summary>
internal sealed partial class GroupCommitWriter
{
    private readonly WriterStatements _statements;
    private readonly VersionCounter _versions;
    private readonly SqliteStorageOptions _options;
    private readonly SqliteStorageMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly string _path;
    private readonly Channel<WriteOperation> _queue;
    private readonly List<WriteOperation> _batch;
    private readonly Task _loop;

    public GroupCommitWriter(
        WriterStatements statements, VersionCounter versions, SqliteStorageOptions options, string path, SqliteStorageMetrics metrics,
        TimeProvider clock, ILogger logger)
    {
        _statements = statements;
        _versions = versions;
        _options = options;
        _path = path;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
        _batch = new List<WriteOperation>(options.MaxBatchOperations);
        _queue = Channel.CreateBounded<WriteOperation>(new BoundedChannelOptions(options.QueueCapacity)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        });
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Queues the operation and completes when it is durable. Thread-safe.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public Task<long> ExecuteAsync(WriteOperation operation, CancellationToken cancellationToken) =>
        !cancellationToken.CanBeCanceled && _queue.Writer.TryWrite(operation) ? operation.Task : QueueAsync(operation, cancellationToken);

    /// <summary>Takes no more, makes durable what is queued, and ends the thread.</summary>
    public Task CompleteAsync()
    {
        _queue.Writer.TryComplete();
        return _loop;
    }

    private async Task<long> QueueAsync(WriteOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(operation, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(_path, $"The store '{_path}' is closed: the silo is shutting down.");
        }

        await using var registration = cancellationToken.UnsafeRegister(
            static (operation, token) => ((WriteOperation)operation!).TryCancel(token), operation);
        return await operation.Task;
    }

    private void Run()
    {
        while (WaitForWork())
        {
            TakeBatch();
            if (_batch.Count > 0)
                CommitBatch();
            _batch.Clear();
        }
    }

    private bool WaitForWork()
    {
        var wait = _queue.Reader.WaitToReadAsync();
        return wait.IsCompletedSuccessfully ? wait.Result : wait.AsTask().GetAwaiter().GetResult();
    }

    private void TakeBatch()
    {
        var bytes = 0L;
        while (_batch.Count < _options.MaxBatchOperations && bytes < _options.MaxBatchBytes && _queue.Reader.TryRead(out var operation))
        {
            if (!operation.TryTake())
                continue;
            _batch.Add(operation);
            bytes += operation.Size;
        }
    }

    private void CommitBatch()
    {
        var started = _clock.GetTimestamp();
        try
        {
            _statements.Begin();
            foreach (var operation in _batch)
                operation.Execute(_statements, _versions);
            _statements.Commit();
            _versions.Committed();
            foreach (var operation in _batch)
                operation.Complete();
            _metrics.Committed(_batch.Count, _clock.GetElapsedTime(started));
        }
        catch (Exception error)
        {
            FailBatch(error);
        }
    }

    // Also after an error behind the commit: what is completed stays so, and the thread must live.
    private void FailBatch(Exception error)
    {
        LogBatchFailed(_logger, error, _path, _batch.Count);
        try
        {
            _statements.Rollback();
        }
        catch (SqliteStorageException second)
        {
            LogRollbackFailed(_logger, second, _path);
        }

        _versions.RolledBack();
        _metrics.Failed();
        foreach (var operation in _batch)
            operation.Fail(error);
    }
}
