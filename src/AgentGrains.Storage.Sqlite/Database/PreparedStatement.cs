using System.Buffers;
using System.Text;
using SQLitePCL;

namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// A statement compiled once for the life of its connection. Binds spans without boxing or parameter objects, which is
/// what a row costs most in ADO.NET. For one thread at a time, like its connection.
/// </summary>
internal sealed class PreparedStatement : IDisposable
{
    private const uint Persistent = 1; // SQLITE_PREPARE_PERSISTENT
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly string _path;

    public PreparedStatement(sqlite3 database, string path, string sql)
    {
        _database = database;
        _path = path;
        database.ThrowIfFailed(raw.sqlite3_prepare_v3(database, sql, Persistent, out _statement), path);
    }

    public PreparedStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public PreparedStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    public PreparedStatement Bind(int index, string value)
    {
        const int OnStack = 512;
        var most = StrictUtf8.GetMaxByteCount(value.Length);
        var rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        try
        {
            var buffer = rented ?? stackalloc byte[OnStack];
            var length = StrictUtf8.GetBytes(value, buffer);
            Check(raw.sqlite3_bind_text(_statement, index, buffer[..length]));
            return this;
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Runs to the end and returns the number of rows changed.</summary>
    public int Execute()
    {
        try
        {
            while (Step())
            {
            }

            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Moves to the next row; false at the end. The caller resets.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        Check(result);
        return result == raw.SQLITE_ROW;
    }

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    public byte[] Blob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>Ends the statement's read of the database and lets go of bound values; keeps it compiled.</summary>
    public void Reset()
    {
        // Repeats the error of the last step, which has been thrown already.
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => _database.ThrowIfFailed(result, _path);
}
