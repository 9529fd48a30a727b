using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Storage.Sqlite;

/// <summary>What an operator, or an erasure, asks of a silo's SQLite files. Thread-safe.</summary>
public static class SqliteMaintenance
{
    /// <summary>
    /// Folds the write-ahead log of every open file into the file and empties it: what was overwritten or deleted is then in neither, as freed pages are
    /// overwritten with zeros.
    /// </summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="cancellationToken">Stops waiting for readers.</param>
    /// <exception cref="SqliteStorageException">A file was busy for as long as its busy timeout, or cannot be written.</exception>
    public static async Task TruncateLogsAsync(IServiceProvider services, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        foreach (var database in services.GetService<SqliteDatabaseRegistry>()?.Databases ?? [])
            await database.TruncateLogAsync(cancellationToken);
    }
}
