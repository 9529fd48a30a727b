namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// Another store, in this process or in another one, holds the data directory. One directory belongs to one silo.
/// </summary>
public sealed class SqliteStorageLockedException : SqliteStorageException
{
    internal SqliteStorageLockedException(string message, string databasePath, int sqliteErrorCode = 0, Exception? innerException = null)
        : base(message, databasePath, sqliteErrorCode, innerException)
    {
    }
}
