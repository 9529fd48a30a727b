using AgentGrains.Storage.Sqlite;

namespace AgentGrains.Tests.Storage;

/// <summary>Holds the writer inside a transaction until it is let go, so that a test decides what waits behind it.</summary>
internal sealed class BlockingOperation : WriteOperation, IDisposable
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _released = new();

    public Task Started => _started.Task;

    public void Release() => _released.Set();

    // A test that fails must not leave the writer blocked.
    public void Dispose() => _released.Set();

    protected override long Apply(WriterStatements statements, VersionCounter versions)
    {
        _started.SetResult();
        _released.Wait();
        return 0;
    }
}
