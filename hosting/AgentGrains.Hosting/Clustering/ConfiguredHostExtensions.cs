using AgentGrains.Storage.PostgreSql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace AgentGrains.Hosting;

/// <summary>Silos and clients whose storage and cluster come from configuration: appsettings, environment variables, command line.</summary>
public static class ConfiguredHostExtensions
{
    private const string DataDirectory = "AgentGrains:DataDirectory";

    /// <summary>
    /// Adds a silo, and an <see cref="IMemoryClient"/> over it, as the sections <see cref="AgentGrainsStorageOptions.Section"/>,
    /// <see cref="AgentGrainsClusterOptions.Section"/>, <see cref="AgentGrainsEmbedderOptions.Section"/> and <see cref="AgentGrainsVectorOptions.Section"/> say; without them, one
    /// durable silo on SQLite in <c>./data</c>, which recalls by words.
    /// </summary>
    /// <param name="builder">The host, of any kind.</param>
    /// <param name="configure">Sets limits, an embedder or a chat model.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is not valid; the message says which and what it takes.</exception>
    public static IHostApplicationBuilder AddAgentGrainsSilo(this IHostApplicationBuilder builder, Action<AgentGrainsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var (storage, cluster) = ClusterSettings.Read(builder.Configuration);
        var directory = builder.Configuration[DataDirectory];
        return builder.UseOrleans(silo => silo
            .UseStorage(storage, cluster, Path.GetFullPath(string.IsNullOrWhiteSpace(directory) ? "data" : directory))
            .AddAgentGrains(grains =>
            {
                grains.UseVectors(builder.Configuration);
                configure?.Invoke(grains);
            }));
    }

    /// <summary>
    /// Adds an <see cref="IMemoryClient"/> over the silos of another process, found through the same sections of configuration. The host
    /// connects when it starts, and waits for a silo as long as <see cref="AgentGrainsStorageOptions.StartTimeout"/>.
    /// </summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is not valid, or the storage serves one process only.</exception>
    public static IHostApplicationBuilder AddAgentGrainsClusterClient(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var (storage, cluster) = ClusterSettings.Read(builder.Configuration);
        builder.UseOrleansClient(client => client
            .UseMembership(cluster)
            .UseStorage(storage)
            .UseConnectionRetryFilter(new ConnectionPatience(storage.StartTimeout, TimeProvider.System).WaitAsync));
        builder.Services.AddAgentGrainsClient();
        return builder;
    }

    /// <summary>Brings the schema of the configured database up to date.</summary>
    /// <returns>What was done, in words.</returns>
    /// <exception cref="PostgreSqlStorageException">The database cannot be reached, refuses, or has a newer schema.</exception>
    public static async Task<string> MigrateStorageAsync(this IConfiguration configuration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var (storage, _) = ClusterSettings.Read(configuration);
        if (storage.Kind != StorageKind.PostgreSql)
            return $"{storage.Kind} has no schema to migrate.";
        var before = await PostgreSqlSchema.MigrateAsync(StorageRegistration.PostgreSql(storage), cancellationToken);
        return before == PostgreSqlSchema.Version
            ? $"The schema '{storage.Schema}' is at version {before}; nothing was to be done."
            : $"The schema '{storage.Schema}' was brought from {(before == 0 ? "nothing" : $"version {before}")} to version {PostgreSqlSchema.Version}.";
    }
}
