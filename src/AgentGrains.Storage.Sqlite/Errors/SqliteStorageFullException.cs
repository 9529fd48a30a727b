namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// The disk, or the file's page limit, is full. The write did not happen, everything stored stays readable, and writes
/// work again as soon as there is space (free disk, or clear records: their pages are reused).
/// </summary>
public sealed class SqliteStorageFullException : SqliteStorageException
{
    internal SqliteStorageFullException(string message, string databasePath, int sqliteErrorCode = 0, Exception? innerException = null)
        : base(message, databasePath, sqliteErrorCode, innerException)
    {
    }
}
