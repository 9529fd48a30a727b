using System.Diagnostics.Metrics;
using AgentGrains.Storage.Sqlite;
using Orleans.Storage;
using Xunit;

namespace AgentGrains.Tests.Storage;

public sealed class SqliteGroupCommitTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly MeterListener _listener = new();
    private readonly List<int> _rowsPerCommit = [];
    private SqliteStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await SqliteStore.OpenAsync(_directory.Path);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == _store.Meters && instrument.Name == "agentgrains.sqlite.commit.rows")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, rows, _, _) =>
        {
            lock (_rowsPerCommit)
                _rowsPerCommit.Add(rows);
        });
        _listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Concurrent_writes_share_commits()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; number < 20; number++)
                await _store.WriteAsync($"{writer}/{number}", [1]);
        })));

        await _store.DisposeAsync(); // the writer records a commit after it has told the callers
        Assert.Equal(64 * 20, _rowsPerCommit.Sum());
        Assert.True(_rowsPerCommit.Average() > 2, $"{_rowsPerCommit.Average():F1} rows per commit");
    }

    [Fact]
    public async Task A_lone_write_waits_for_nobody()
    {
        for (var number = 0; number < 10; number++)
            await _store.WriteAsync($"{number}", [1]);

        await _store.DisposeAsync();
        Assert.Equal(Enumerable.Repeat(1, 10), _rowsPerCommit);
    }

    [Fact]
    public async Task A_conflict_fails_alone_in_its_batch()
    {
        var version = await _store.WriteAsync("contested", [0]);
        using var gate = new BlockingOperation();
        var blocking = _store.Database.ExecuteAsync(gate, CancellationToken.None);
        await gate.Started;

        // All of these wait behind the gate, so the next commit takes them together.
        var before = _store.WriteAsync("before", [1]);
        var winner = _store.WriteAsync("contested", [1], version);
        var loser = _store.WriteAsync("contested", [2], version);
        var after = _store.WriteAsync("after", [1]);
        gate.Release();
        await blocking;

        await before;
        await winner;
        await Assert.ThrowsAsync<InconsistentStateException>(() => loser);
        await after;
        Assert.Equal([1], (await _store.ReadAsync("contested"))!.Value.Payload);
        Assert.NotNull(await _store.ReadAsync("before"));
        Assert.NotNull(await _store.ReadAsync("after"));
        await _store.DisposeAsync();
        Assert.Equal([1, 1, 4], _rowsPerCommit);
    }

    [Fact]
    public async Task A_key_that_is_no_text_fails_alone_in_its_batch()
    {
        using var gate = new BlockingOperation();
        var blocking = _store.Database.ExecuteAsync(gate, CancellationToken.None);
        await gate.Started;
        var broken = _store.Database.ExecuteAsync(
            new WriteStateOperation(SqliteStore.Key("broken", "\ud800"), null, new byte[] { 1 }), CancellationToken.None);
        var sound = _store.WriteAsync("sound", [1]);
        gate.Release();
        await blocking;

        await Assert.ThrowsAsync<System.Text.EncoderFallbackException>(() => broken);
        await sound;
    }

    [Fact]
    public async Task Cancellation_counts_until_the_writer_takes_the_write()
    {
        using var gate = new BlockingOperation();
        using var source = new CancellationTokenSource();
        var taken = _store.Database.ExecuteAsync(gate, source.Token);
        await gate.Started;
        var waiting = _store.Database.ExecuteAsync(new WriteStateOperation(SqliteStore.Key("waiting"), null, new byte[] { 1 }), source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(taken.IsCompleted, "What the writer has taken must end with its true outcome.");
        gate.Release();
        await taken;
        await _store.WriteAsync("next", [1]);
        Assert.Null(await _store.ReadAsync("waiting"));
    }

    [Fact]
    public async Task Closing_makes_queued_writes_durable()
    {
        var writes = Enumerable.Range(0, 500).Select(number => _store.WriteAsync($"{number}", [1])).ToArray();
        await _store.DisposeAsync();

        await Task.WhenAll(writes).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await using var again = await SqliteStore.OpenAsync(_directory.Path);
        for (var number = 0; number < writes.Length; number++)
            Assert.NotNull(await again.ReadAsync($"{number}"));
    }

    [Fact]
    public async Task A_closed_store_refuses_work()
    {
        var database = _store.Database;
        await _store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => database.ExecuteAsync(new ClearRemindersOperation(), CancellationToken.None));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await database.ReadAsync(SqliteStore.Key("a"), StoredState.Read, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Closing_leaves_one_file_and_an_empty_log()
    {
        await _store.WriteAsync("grain", [1]);
        await _store.DisposeAsync();

        Assert.False(File.Exists(_directory.File("agentgrains.db-wal")));
        Assert.True(new FileInfo(_directory.File("agentgrains.db")).Length > 0);
    }
}
