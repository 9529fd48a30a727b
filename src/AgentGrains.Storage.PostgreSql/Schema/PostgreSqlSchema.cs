using Npgsql;

namespace AgentGrains.Storage.PostgreSql;

/// <summary>
/// The tables of the store, versioned: <c>Schema/001.sql</c> and its successors, each of which may be run again. A build uses its own
/// version and refuses a newer one, which another build may have filled with what this one does not understand.
/// </summary>
/// <remarks>Thread-safe; several processes may migrate at once.</remarks>
public static class PostgreSqlSchema
{
    /// <summary>The version that this build reads and writes.</summary>
    public const int Version = 1;

    private const long Lock = 0x4167_656E_7447_7261;   // any number, as long as all builds use the same

    /// <summary>Brings the schema of a database up to date and says which version it had before; 0 when there was none.</summary>
    /// <exception cref="PostgreSqlStorageException">The database cannot be reached, refuses, or has a newer schema.</exception>
    /// <exception cref="OrleansConfigurationException">An option is not valid.</exception>
    public static async Task<int> MigrateAsync(PostgreSqlOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        new PostgreSqlOptionsValidator(options).ValidateConfiguration();
        await using var database = new PostgreSqlDatabase(options);
        try
        {
            return await MigrateAsync(database, cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw PostgreSqlErrors.Explain(failure, database);
        }
    }

    internal static async Task<int> MigrateAsync(PostgreSqlDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.Membership.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        var found = await ReadVersionAsync(connection, database.Schema, cancellationToken);
        RefuseNewer(found, database);
        if (found < Version)
        {
            await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {database.Schema}", cancellationToken);
            for (var version = found + 1; version <= Version; version++)
                await ExecuteAsync(connection, Read(version), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return found;
    }

    /// <summary>Throws unless the schema is the one this build uses.</summary>
    internal static async Task CheckAsync(PostgreSqlDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.Membership.OpenConnectionAsync(cancellationToken);
        var found = await ReadVersionAsync(connection, database.Schema, cancellationToken);
        RefuseNewer(found, database);
        if (found < Version)
            throw new PostgreSqlStorageException(
                $"PostgreSQL ({database.Address}) has {(found == 0 ? "no schema" : $"version {found} of the schema")} in '{database.Schema}', and this build needs "
                + $"version {Version}. Run agentgrains-silo --migrate with the same settings, or set AgentGrains:Storage:MigrateAtStart to true.");
    }

    private static void RefuseNewer(int found, PostgreSqlDatabase database)
    {
        if (found > Version)
            throw new PostgreSqlStorageException(
                $"PostgreSQL ({database.Address}) has version {found} of the schema in '{database.Schema}', and this build knows {Version}. "
                + "Use the build that made it or a newer one; nothing was changed.");
    }

    private static async Task<int> ReadVersionAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = $"{schema}.schema_version" } } };
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
            return 0;
        await using var read = new NpgsqlCommand($"SELECT coalesce(max(version), 0) FROM {schema}.schema_version", connection);
        return (int)(await read.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Read(int version)
    {
        using var file = typeof(PostgreSqlSchema).Assembly.GetManifestResourceStream($"{version:D3}.sql")!;
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
