using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace AgentGrains.Storage.Sqlite;

/// <summary>Adds SQLite grain storage and reminders to a silo. Call while the silo is being built, from one thread.</summary>
public static class SqliteStorageSiloBuilderExtensions
{
    private const string RemindersName = "SqliteReminders";

    /// <summary>Makes SQLite the default grain storage.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">Sets at least <see cref="SqliteStorageOptions.DataDirectory"/>.</param>
    /// <returns>The silo, for further calls.</returns>
    public static ISiloBuilder AddSqliteGrainStorageAsDefault(this ISiloBuilder builder, Action<SqliteStorageOptions> configure) =>
        builder.AddSqliteGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configure);

    /// <summary>Adds a named SQLite grain storage. Records of different names are apart, even in one file.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">The provider's name, part of every record's key.</param>
    /// <param name="configure">Sets at least <see cref="SqliteStorageOptions.DataDirectory"/>.</param>
    /// <returns>The silo, for further calls.</returns>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder builder, string name, Action<SqliteStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);
        AddDatabase(builder.Services, name, configure);
        builder.Services.AddGrainStorage(name, static (services, name) => new SqliteGrainStorage(
            name, OptionsOf(services, name), services.GetRequiredService<SqliteDatabaseRegistry>()));
        return builder;
    }

    /// <summary>Keeps reminders in SQLite and turns Orleans' reminder service on.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">Sets at least <see cref="SqliteStorageOptions.DataDirectory"/>.</param>
    /// <returns>The silo, for further calls.</returns>
    public static ISiloBuilder UseSqliteReminders(this ISiloBuilder builder, Action<SqliteStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddReminders();
        AddDatabase(builder.Services, RemindersName, configure);
        builder.Services.AddSingleton<IReminderTable>(static services => new SqliteReminderTable(
            OptionsOf(services, RemindersName), services.GetRequiredService<SqliteDatabaseRegistry>()));
        return builder;
    }

    private static SqliteStorageOptions OptionsOf(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<SqliteStorageOptions>>().Get(name);

    private static void AddDatabase(IServiceCollection services, string name, Action<SqliteStorageOptions> configure)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new SqliteStorageMetrics(provider.GetRequiredService<IMeterFactory>()));
        services.TryAddSingleton(static provider => new SqliteDatabaseRegistry(
            provider.GetRequiredService<SqliteStorageMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteDatabase>>()));
        services.AddOptions<SqliteStorageOptions>(name).Configure(configure).PostConfigure<IServiceProvider>((options, provider) =>
            options.GrainStorageSerializer ??= provider.GetKeyedService<IGrainStorageSerializer>(name)
                ?? new OrleansGrainStorageSerializer(provider.GetRequiredService<Serializer>()));
        services.AddTransient<IConfigurationValidator>(provider => new SqliteStorageOptionsValidator(OptionsOf(provider, name), name));
    }
}
