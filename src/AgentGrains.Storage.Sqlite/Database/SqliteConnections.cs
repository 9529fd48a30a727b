using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AgentGrains.Storage.Sqlite;

/// <summary>Opens connections set up the one way this store uses them.</summary>
internal static class SqliteConnections
{
    public static SqliteConnection OpenWriter(SqliteStorageOptions options, string path)
    {
        var connection = Open(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            Schema.Verify(connection, path);
            Set(connection, path,
                $"PRAGMA busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds};" +
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" +
                $"PRAGMA wal_autocheckpoint = {options.CheckpointPages};" +
                // Erased memories leave no readable bytes in free pages.
                "PRAGMA secure_delete = ON; PRAGMA cache_size = -65536;");
            Schema.Upgrade(connection, path);
            if (options.MaxPageCount > 0)
                Set(connection, path, $"PRAGMA max_page_count = {options.MaxPageCount};");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static SqliteConnection OpenReader(SqliteStorageOptions options, string path)
    {
        var connection = Open(path, SqliteOpenMode.ReadOnly);
        Set(connection, path, $"PRAGMA busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds}; PRAGMA query_only = ON;");
        return connection;
    }

    public static SqliteConnection OpenMaintenance(SqliteStorageOptions options, string path)
    {
        var connection = Open(path, SqliteOpenMode.ReadWrite);
        Set(connection, path, $"PRAGMA busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds}; PRAGMA secure_delete = ON;");
        return connection;
    }

    public static sqlite3 HandleOf(SqliteConnection connection) =>
        connection.Handle ?? throw new InvalidOperationException("The connection is not open.");

    public static void Set(SqliteConnection connection, string path, string sql)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Create(error.SqliteExtendedErrorCode, error.Message, path, error);
        }
    }

    public static long Get(SqliteConnection connection, string path, string sql)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Create(error.SqliteExtendedErrorCode, error.Message, path, error);
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw SqliteErrors.Create(error.SqliteExtendedErrorCode, error.Message, path, error);
        }
    }
}
