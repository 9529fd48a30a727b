namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// The file was written by a newer version of AgentGrains, or is no AgentGrains file. It has not been touched.
/// </summary>
public sealed class SqliteStorageSchemaException : SqliteStorageException
{
    internal SqliteStorageSchemaException(string message, string databasePath, int sqliteErrorCode = 0, Exception? innerException = null)
        : base(message, databasePath, sqliteErrorCode, innerException)
    {
    }
}
