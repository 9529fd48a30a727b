using System.Diagnostics.Metrics;
using AgentGrains.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using Orleans.Storage;

namespace AgentGrains.Tests.Storage;

/// <summary>A SQLite store without a silo, as the silo's registry would hold it.</summary>
internal sealed class SqliteStore : IAsyncDisposable
{
    public const string Provider = "test";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSerializer().BuildServiceProvider();
    public SqliteDatabaseRegistry Registry { get; }

    private SqliteStore(string directory, Action<SqliteStorageOptions>? configure)
    {
        Options = new SqliteStorageOptions
        {
            DataDirectory = directory,
            GrainStorageSerializer = new OrleansGrainStorageSerializer(_services.GetRequiredService<Serializer>()),
        };
        configure?.Invoke(Options);
        Meters = _services.GetRequiredService<IMeterFactory>();
        Registry = new SqliteDatabaseRegistry(new SqliteStorageMetrics(Meters), TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
        GrainStorage = new SqliteGrainStorage(Provider, Options, Registry);
        Reminders = new SqliteReminderTable(Options, Registry);
    }

    public SqliteStorageOptions Options { get; }

    public IMeterFactory Meters { get; }

    public SqliteGrainStorage GrainStorage { get; }

    public SqliteReminderTable Reminders { get; }

    public SqliteDatabase Database { get; private set; } = null!;

    public static async Task<SqliteStore> OpenAsync(string directory, Action<SqliteStorageOptions>? configure = null)
    {
        var store = new SqliteStore(directory, configure);
        try
        {
            await store.GrainStorage.OpenAsync(CancellationToken.None);
            await store.Reminders.StartAsync(CancellationToken.None);
            store.Database = store.Registry.Acquire(store.Options);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public static StateKey Key(string key, string stateName = "state") => new(Provider, stateName, GrainId.Create("test", key));

    /// <summary>Writes raw bytes past the serialiser and returns the new version.</summary>
    public Task<long> WriteAsync(string key, byte[] payload, long? version = null) => Database.ExecuteAsync(
        new WriteStateOperation(Key(key), version is { } number ? StateVersion.ToETag(number) : null, payload), CancellationToken.None);

    public Task ClearAsync(string key, long version) => Database.ExecuteAsync(
        new ClearStateOperation(Key(key), StateVersion.ToETag(version)), CancellationToken.None);

    public async Task<StoredState?> ReadAsync(string key) => await Database.ReadAsync(Key(key), StoredState.Read, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await GrainStorage.CloseAsync(CancellationToken.None);
        await Reminders.StopAsync(CancellationToken.None);
        await Registry.DisposeAsync();
        await _services.DisposeAsync();
    }
}
