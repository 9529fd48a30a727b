using System.Runtime.CompilerServices;
using SQLitePCL;

namespace AgentGrains.Storage.Sqlite;

/// <summary>Turns SQLite result codes into named errors that say what to do.</summary>
internal static class SqliteErrors
{
    public static void ThrowIfFailed(this sqlite3 database, int result, string path)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            Throw(database, result, path);
    }

    public static SqliteStorageException Create(int code, string reason, string path, Exception? inner = null) => (code & 0xFF) switch
    {
        raw.SQLITE_FULL => new SqliteStorageFullException(
            $"No space left for '{path}' ({reason}). Nothing of this commit was written and everything stored is readable; " +
            "free disk space or clear records, then write again.", path, code, inner),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new SqliteStorageCorruptException(
            $"Database '{path}' is damaged or is no SQLite file ({reason}). Restore a copy, or salvage it with " +
            "`sqlite3 FILE .recover`; to start empty, move the file and its -wal and -shm away.", path, code, inner),
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => new SqliteStorageUnwritableException(
            $"Database '{path}' cannot be opened for writing ({reason}). Check the permissions and the mount of its directory.",
            path, code, inner),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new SqliteStorageException(
            $"Another program holds a lock on '{path}' for longer than SqliteStorageOptions.BusyTimeout ({reason}). " +
            "End the backup or shell that has it open, or raise the timeout.", path, code, inner),
        raw.SQLITE_IOERR => new SqliteStorageException(
            $"The disk failed under '{path}' ({reason}). Whether the writes of this commit are stored is unknown: read the records " +
            "again before writing them, and check the disk.", path, code, inner),
        _ => new SqliteStorageException($"SQLite failed on '{path}' with code {code} ({reason}).", path, code, inner),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(sqlite3 database, int result, string path)
    {
        var extended = raw.sqlite3_extended_errcode(database);
        // The connection's code is the last call's; trust it only where it refines the one at hand.
        var code = (extended & 0xFF) == (result & 0xFF) ? extended : result;
        throw Create(code, raw.sqlite3_errmsg(database).utf8_to_string(), path);
    }
}
