namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// The data directory or the database file cannot be created or written: wrong path, permission, or read-only mount.
/// </summary>
public sealed class SqliteStorageUnwritableException : SqliteStorageException
{
    internal SqliteStorageUnwritableException(string message, string databasePath, int sqliteErrorCode = 0, Exception? innerException = null)
        : base(message, databasePath, sqliteErrorCode, innerException)
    {
    }
}
