using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace AgentGrains.Storage.PostgreSql;

/// <summary>Puts a cluster into a PostgreSQL database. Call while a silo or client is being built, from one thread.</summary>
public static class PostgreSqlHostingExtensions
{
    private const string Invariant = "Npgsql";

    /// <summary>Keeps membership, reminders and the named grain storage in one database.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="storageName">The name of the grain storage, part of every record's key.</param>
    /// <param name="configure">Sets at least <see cref="PostgreSqlOptions.ConnectionString"/>.</param>
    public static ISiloBuilder UsePostgreSql(this ISiloBuilder silo, string storageName, Action<PostgreSqlOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentException.ThrowIfNullOrEmpty(storageName);
        AddDatabase(silo.Services, storageName, configure);

        // Before every other service of the host, the silo among them.
        silo.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, SchemaAtStart>());
        silo.Services.AddGrainStorage(storageName, static (services, name) =>
            ActivatorUtilities.CreateInstance<PostgreSqlGrainStorage>(
                services, name, services.GetRequiredService<IOptions<PostgreSqlOptions>>().Value, services.GetRequiredService<IOptions<ClusterOptions>>().Value));
        return silo
            .UseAdoNetClustering((OptionsBuilder<AdoNetClusteringSiloOptions> options) => options.Configure<PostgreSqlDatabase>(
                (clustering, database) => (clustering.Invariant, clustering.DataSource) = (Invariant, database.Membership)))
            .UseAdoNetReminderService((OptionsBuilder<AdoNetReminderTableOptions> options) => options.Configure<PostgreSqlDatabase>(
                (reminders, database) => (reminders.Invariant, reminders.DataSource) = (Invariant, database.Membership)));
    }

    /// <summary>Lets a client find the silos that keep their membership in a database.</summary>
    /// <param name="client">The client.</param>
    /// <param name="configure">Sets at least <see cref="PostgreSqlOptions.ConnectionString"/>.</param>
    public static IClientBuilder UsePostgreSql(this IClientBuilder client, Action<PostgreSqlOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(client);
        AddDatabase(client.Services, Options.DefaultName, configure);
        return client.UseAdoNetClustering((OptionsBuilder<AdoNetClusteringClientOptions> options) => options.Configure<PostgreSqlDatabase>(
            (clustering, database) => (clustering.Invariant, clustering.DataSource) = (Invariant, database.Membership)));
    }

    private static void AddDatabase(IServiceCollection services, string storageName, Action<PostgreSqlOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<PostgreSqlOptions>().Configure(configure).PostConfigure<IServiceProvider>((options, provider) =>
            options.GrainStorageSerializer ??= provider.GetKeyedService<IGrainStorageSerializer>(storageName)
                ?? new OrleansGrainStorageSerializer(provider.GetRequiredService<Serializer>()));
        services.TryAddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<PostgreSqlOptions>>().Value;
            new PostgreSqlOptionsValidator(options).ValidateConfiguration();   // whoever needs it first hears what is wrong
            return new PostgreSqlDatabase(options);
        });
    }
}
