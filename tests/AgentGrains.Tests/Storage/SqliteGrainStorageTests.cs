using AgentGrains.Storage.Sqlite;
using Orleans.Storage;
using Xunit;

namespace AgentGrains.Tests.Storage;

/// <summary>What the SQLite provider promises beyond the suite.</summary>
public sealed class SqliteGrainStorageTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SqliteStore.OpenAsync(_directory.Path, options => options.MaxPayloadBytes = 4096);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Clearing_a_missing_record_without_etag_succeeds()
    {
        var state = new GrainState<List<int>>();
        await _store.GrainStorage.ClearStateAsync("state", GrainId.Create("test", "missing"), state);

        Assert.False(state.RecordExists);
        Assert.NotNull(state.State);
        Assert.Null(state.ETag);
    }

    [Fact]
    public async Task State_that_cannot_be_made_from_nothing_clears_and_reads_as_null()
    {
        var grain = GrainId.Create("test", "text");
        var state = new GrainState<string>("text");
        await _store.GrainStorage.WriteStateAsync("state", grain, state);
        await _store.GrainStorage.ClearStateAsync("state", grain, state);
        await _store.GrainStorage.ReadStateAsync("state", grain, state);

        Assert.Null(state.State);
        Assert.False(state.RecordExists);
    }

    [Fact]
    public async Task Clearing_a_record_without_its_etag_is_refused()
    {
        var version = await _store.WriteAsync("grain", [1]);

        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            _store.GrainStorage.ClearStateAsync("state", GrainId.Create("test", "grain"), new GrainState<List<int>>()));

        Assert.Equal(version, (await _store.ReadAsync("grain"))!.Value.Version);
    }

    [Fact]
    public async Task A_conflict_tells_both_etags()
    {
        var first = await _store.WriteAsync("grain", [1]);
        var second = await _store.WriteAsync("grain", [2], first);

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => _store.WriteAsync("grain", [3], first));

        Assert.Equal(StateVersion.ToETag(second), conflict.StoredEtag);
        Assert.Equal(StateVersion.ToETag(first), conflict.CurrentEtag);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData(" 1")]
    [InlineData("99999999999999999999999")]
    public async Task An_etag_this_store_never_gave_is_refused(string etag)
    {
        await _store.WriteAsync("grain", [1]);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _store.Database.ExecuteAsync(
            new WriteStateOperation(SqliteStore.Key("grain"), etag, new byte[] { 2 }), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Keys_are_bytes_with_zero_and_without_text()
    {
        byte[][] keys = [[0], [0, 0], [255, 254], [1, 0, 2], []];
        for (var number = 0; number < keys.Length; number++)
            await WriteAsync(keys[number], (byte)number);

        for (var number = 0; number < keys.Length; number++)
        {
            var read = await _store.Database.ReadAsync(KeyOf(keys[number]), StoredState.Read, TestContext.Current.CancellationToken);
            Assert.Equal([(byte)number], read!.Value.Payload);
        }

        Task WriteAsync(byte[] key, byte value) =>
            _store.Database.ExecuteAsync(new WriteStateOperation(KeyOf(key), null, new[] { value }), CancellationToken.None);

        static StateKey KeyOf(byte[] key) => new(SqliteStore.Provider, "state", GrainId.Create(GrainType.Create("bytes"), new IdSpan(key)));
    }

    [Fact]
    public async Task An_empty_payload_is_a_record()
    {
        await _store.Database.ExecuteAsync(
            new WriteStateOperation(SqliteStore.Key("grain"), null, ReadOnlyMemory<byte>.Empty), TestContext.Current.CancellationToken);

        Assert.Empty((await _store.ReadAsync("grain"))!.Value.Payload);
    }

    [Fact]
    public async Task A_payload_over_the_limit_is_refused_with_the_option_to_raise()
    {
        var error = await Assert.ThrowsAsync<SqliteStorageException>(() =>
            _store.GrainStorage.WriteStateAsync("state", GrainId.Create("test", "big"), new GrainState<byte[]>(new byte[5000])));

        Assert.Contains(nameof(SqliteStorageOptions.MaxPayloadBytes), error.Message, StringComparison.Ordinal);
        Assert.Null(await _store.ReadAsync("big"));
    }

    [Fact]
    public async Task Providers_in_one_file_are_apart()
    {
        await _store.WriteAsync("grain", [1]);
        await _store.Database.ExecuteAsync(
            new WriteStateOperation(SqliteStore.Key("grain") with { Provider = "other" }, null, new byte[] { 2 }), TestContext.Current.CancellationToken);

        Assert.Equal([1], (await _store.ReadAsync("grain"))!.Value.Payload);
    }

    [Fact]
    public async Task A_reopen_skips_what_is_left_of_a_block_of_versions()
    {
        var last = await _store.WriteAsync("grain", [1]);
        await ReopenAsync();

        Assert.True(await _store.WriteAsync("grain", [2], last) > last + 1000);
    }

    [Fact]
    public async Task A_block_of_versions_that_runs_out_is_followed_by_another()
    {
        var last = await _store.Database.ExecuteAsync(new DrawVersions((1 << 20) + 5), TestContext.Current.CancellationToken);
        await ReopenAsync();

        Assert.True(await _store.WriteAsync("grain", [1]) > last);
    }

    private async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = await SqliteStore.OpenAsync(_directory.Path);
    }

    private sealed class DrawVersions(int count) : WriteOperation
    {
        protected override long Apply(WriterStatements statements, VersionCounter versions)
        {
            for (var drawn = 1; drawn < count; drawn++)
                versions.Next();
            return versions.Next();
        }
    }
}
