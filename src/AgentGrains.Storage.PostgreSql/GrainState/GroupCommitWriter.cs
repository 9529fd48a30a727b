using System.Threading.Channels;
using Npgsql;

namespace AgentGrains.Storage.PostgreSql;

/// <summary>
/// Writes whatever waits in one transaction, and starts over when it is durable: batches grow by themselves when the disk is slow, and
/// there is no timer. A few writers overlap, so that one collects while another waits for the disk. Thread-safe.
/// </summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly PostgreSqlOptions _options;
    private readonly Channel<StateOperation> _queue;
    private readonly Task[] _writers;

    public GroupCommitWriter(NpgsqlDataSource source, PostgreSqlOptions options)
    {
        (_source, _options) = (source, options);
        _queue = Channel.CreateBounded<StateOperation>(options.QueueCapacity);
        _writers = [.. Enumerable.Range(0, options.Writers).Select(_ => Task.Run(WriteAsync))];
    }

    /// <summary>Queues an operation and returns its new version when it is durable. Once queued it is not cancelled: its fate would be unknown.</summary>
    public async Task<long> ExecuteAsync(StateOperation operation, CancellationToken cancellationToken)
    {
        await _queue.Writer.WriteAsync(operation, cancellationToken);
        return await operation.Completion;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAll(_writers);
    }

    private async Task WriteAsync()
    {
        var batch = new List<StateOperation>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            for (var bytes = 0L; batch.Count < _options.MaxBatchOperations && bytes < _options.MaxBatchBytes && _queue.Reader.TryRead(out var operation); bytes += operation.Size)
                batch.Add(operation);
            if (batch.Count > 0)
                await CommitAsync([.. batch.Order(Comparer<StateOperation>.Create((left, right) => StateKey.Compare(left.Key, right.Key)))]);
            batch.Clear();
        }
    }

    private async Task CommitAsync(StateOperation[] operations)
    {
        try
        {
            var versions = await RunAsync(operations);
            for (var i = 0; i < operations.Length; i++)
                operations[i].Complete(versions[i]);
        }
        catch (PostgresException refused) when (refused.InvariantSeverity == "ERROR" && operations.Length > 1)
        {
            // The server took back all of it because of one: the others must not suffer.
            foreach (var operation in operations)
                await CommitAsync([operation]);
        }
        catch (Exception failure)
        {
            foreach (var operation in operations)
                operation.Fail(failure);
        }
    }

    // Without error barriers the statements of a batch are one transaction, durable when the reader has been read to its end.
    private async Task<long?[]> RunAsync(StateOperation[] operations)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var operation in operations)
            batch.BatchCommands.Add(operation.ToCommand());

        var versions = new long?[operations.Length];
        await using var reader = await batch.ExecuteReaderAsync();
        for (var i = 0; i < operations.Length; i++)
        {
            versions[i] = await reader.ReadAsync() ? reader.GetInt64(0) : null;
            await reader.NextResultAsync();
        }

        await reader.CloseAsync();
        return versions;
    }
}
