namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// A SQLite store could not do what it was asked to. Thrown as itself when no more specific type fits;
/// the message says what to do. Immutable, so safe to share between threads.
/// </summary>
public class SqliteStorageException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What failed and what to do about it.</param>
    /// <param name="databasePath">Full path of the database file or of its directory.</param>
    /// <param name="sqliteErrorCode">Extended SQLite result code, 0 when SQLite was not involved.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public SqliteStorageException(string message, string databasePath, int sqliteErrorCode = 0, Exception? innerException = null)
        : base(message, innerException)
    {
        DatabasePath = databasePath;
        SqliteErrorCode = sqliteErrorCode;
    }

    /// <summary>Full path of the database file or of its directory.</summary>
    public string DatabasePath { get; }

    /// <summary>Extended SQLite result code (see sqlite.org/rescode.html); 0 when SQLite was not involved.</summary>
    public int SqliteErrorCode { get; }
}
