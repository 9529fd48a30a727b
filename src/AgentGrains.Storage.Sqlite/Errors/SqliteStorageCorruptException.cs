namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// The database file is damaged: restore a copy, or salvage what is left with the <c>.recover</c> command of the sqlite3 shell.
/// </summary>
public sealed class SqliteStorageCorruptException : SqliteStorageException
{
    internal SqliteStorageCorruptException(string message, string databasePath, int sqliteErrorCode = 0, Exception? innerException = null)
        : base(message, databasePath, sqliteErrorCode, innerException)
    {
    }
}
