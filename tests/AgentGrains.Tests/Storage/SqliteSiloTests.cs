using AgentGrains.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;
using Xunit;

namespace AgentGrains.Tests.Storage;

public sealed class SqliteSiloTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Providers_and_reminders_of_a_silo_share_one_database_that_closes_with_it()
    {
        var grain = GrainId.Create("test", "grain");
        await using (var cluster = Build(_directory.Path))
        {
            await cluster.DeployAsync(Cancellation);
            var services = cluster.Silos[0].ServiceProvider;
            foreach (var name in (string[])["Default", "journal"])
                await services.GetRequiredKeyedService<IGrainStorage>(name).WriteStateAsync("state", grain, new GrainState<string>(name), Cancellation);
            await services.GetRequiredService<IReminderTable>().UpsertRow(
                new ReminderEntry { GrainId = grain, ReminderName = "wake", StartAt = DateTime.UnixEpoch.AddYears(200), Period = TimeSpan.FromDays(1) },
                Cancellation);
            await Assert.ThrowsAsync<SqliteStorageLockedException>(() => SqliteStore.OpenAsync(_directory.Path));
            await cluster.StopAllSilosAsync(Cancellation);
        }

        await (await SqliteStore.OpenAsync(_directory.Path)).DisposeAsync();
        await using var again = Build(_directory.Path);
        await again.DeployAsync(Cancellation);
        var state = new GrainState<string>();
        await again.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>("journal").ReadStateAsync("state", grain, state, Cancellation);
        Assert.Equal("journal", state.State);
        Assert.Single((await again.Silos[0].ServiceProvider.GetRequiredService<IReminderTable>().ReadRows(
            grain, Cancellation)).Reminders);
    }

    [Fact]
    public async Task The_last_user_closes_the_database()
    {
        await using var store = await SqliteStore.OpenAsync(_directory.Path);
        await store.GrainStorage.CloseAsync(Cancellation);
        await store.Registry.ReleaseAsync(store.Database);
        await store.Reminders.UpsertRow(
            new ReminderEntry { GrainId = GrainId.Create("test", "grain"), ReminderName = "still open" }, Cancellation);

        await store.Reminders.StopAsync(Cancellation);

        await (await SqliteStore.OpenAsync(_directory.Path)).DisposeAsync();
    }

    [Fact]
    public async Task Two_settings_for_one_directory_are_refused()
    {
        await using var store = await SqliteStore.OpenAsync(_directory.Path);
        var error = Assert.Throws<OrleansConfigurationException>(() =>
            store.Registry.Acquire(new SqliteStorageOptions { DataDirectory = _directory.Path, FileName = "other.db" }));
        Assert.Contains("directories of their own", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_is_the_same_however_it_is_spelled()
    {
        await using var store = await SqliteStore.OpenAsync(_directory.Path);

        var same = store.Registry.Acquire(new SqliteStorageOptions { DataDirectory = _directory.File("sub/../") });

        Assert.Same(store.Database, same);
    }

    public static TheoryData<string, Action<SqliteStorageOptions>> Invalid => new()
    {
        { nameof(SqliteStorageOptions.DataDirectory), options => options.DataDirectory = " " },
        { nameof(SqliteStorageOptions.FileName), options => options.FileName = "sub/file.db" },
        { nameof(SqliteStorageOptions.FileName), options => options.FileName = "agentgrains.lock" },
        { nameof(SqliteStorageOptions.MaxBatchOperations), options => options.MaxBatchOperations = 0 },
        { nameof(SqliteStorageOptions.MaxBatchBytes), options => options.MaxBatchBytes = 5 },
        { nameof(SqliteStorageOptions.QueueCapacity), options => options.QueueCapacity = -1 },
        { nameof(SqliteStorageOptions.MaxPayloadBytes), options => options.MaxPayloadBytes = int.MaxValue },
        { nameof(SqliteStorageOptions.ReadConnections), options => options.ReadConnections = 65 },
        { nameof(SqliteStorageOptions.CheckpointPages), options => options.CheckpointPages = 0 },
        { nameof(SqliteStorageOptions.BusyTimeout), options => options.BusyTimeout = TimeSpan.FromHours(1) },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Options_that_cannot_work_are_refused_by_name(string option, Action<SqliteStorageOptions> breakIt)
    {
        var options = new SqliteStorageOptions { DataDirectory = "data" };
        new SqliteStorageOptionsValidator(options, "test").ValidateConfiguration();
        breakIt(options);

        var error = Assert.Throws<OrleansConfigurationException>(new SqliteStorageOptionsValidator(options, "test").ValidateConfiguration);
        Assert.Contains($"{nameof(SqliteStorageOptions)}.{option} of 'test'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_with_invalid_options_does_not_start()
    {
        await using var cluster = Build("");
        var error = await Record.ExceptionAsync(() => cluster.DeployAsync(Cancellation));
        Assert.Contains(nameof(SqliteStorageOptions.DataDirectory), $"{error}", StringComparison.Ordinal);
    }

    private static InProcessTestCluster Build(string directory)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo
            .AddSqliteGrainStorageAsDefault(options => options.DataDirectory = directory)
            .AddSqliteGrainStorage("journal", options => options.DataDirectory = directory)
            .UseSqliteReminders(options => options.DataDirectory = directory));
        return builder.Build();
    }
}
