namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// One write on its way through the queue: created by a caller, executed inside the writer's next transaction, completed when
/// that is durable. Doubles as the promise the caller awaits, so a write costs one object and its task.
/// </summary>
internal abstract class WriteOperation() : TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private const int Queued = 0, Taken = 1, Cancelled = 2;

    private int _stage;
    private long _result;
    private Exception? _failure;

    /// <summary>What it adds to a batch, in payload bytes.</summary>
    public virtual long Size => 0;

    /// <summary>Cancels it unless the writer has taken it; then its result stands and must be awaited.</summary>
    public void TryCancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _stage, Cancelled, Queued) == Queued)
            TrySetCanceled(cancellationToken);
    }

    public bool TryTake() => Interlocked.CompareExchange(ref _stage, Taken, Queued) == Queued;

    /// <summary>
    /// Runs inside the open transaction. A failure that is this operation's own is kept for its caller and leaves the batch
    /// alone; a failure of the database is thrown, as it concerns everyone in the batch.
    /// </summary>
    public void Execute(WriterStatements statements, VersionCounter versions)
    {
        try
        {
            _result = Apply(statements, versions);
        }
        catch (Exception error) when (error is not SqliteStorageException)
        {
            _failure = error;
        }
    }

    public void Complete()
    {
        if (_failure is null)
            TrySetResult(_result);
        else
            TrySetException(_failure);
    }

    public void Fail(Exception error) => TrySetException(error);

    /// <summary>Makes the change with at most one changing statement, so that it happens whole or not at all.</summary>
    protected abstract long Apply(WriterStatements statements, VersionCounter versions);
}
