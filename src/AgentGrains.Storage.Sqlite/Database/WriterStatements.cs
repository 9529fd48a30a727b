using SQLitePCL;

namespace AgentGrains.Storage.Sqlite;

/// <summary>Every statement the writer runs, compiled once. For the writer thread only.</summary>
internal sealed class WriterStatements : IDisposable
{
    private readonly List<PreparedStatement> _all = [];
    private readonly PreparedStatement _begin;
    private readonly PreparedStatement _commit;
    private readonly PreparedStatement _rollback;
    private readonly PreparedStatement _readReserved;
    private readonly PreparedStatement _reserve;
    private readonly sqlite3 _database;
    private readonly string _path;

    public WriterStatements(sqlite3 database, string path)
    {
        _database = database;
        _path = path;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _readReserved = Prepare("SELECT reserved FROM version_counter WHERE id = 1");
        _reserve = Prepare("UPDATE version_counter SET reserved = ?1 WHERE id = 1");

        const string Key = "provider = ?1 AND grain_type = ?2 AND grain_key = ?3 AND state_name = ?4";
        InsertState = Prepare(
            "INSERT INTO grain_state (provider, grain_type, grain_key, state_name, version, payload) " +
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING");
        UpdateState = Prepare($"UPDATE grain_state SET version = ?5, payload = ?6 WHERE {Key} AND version = ?7");
        DeleteState = Prepare($"DELETE FROM grain_state WHERE {Key} AND version = ?5");
        ReadVersion = Prepare($"SELECT version FROM grain_state WHERE {Key}");
        UpsertReminder = Prepare(
            "INSERT INTO reminder (grain_type, grain_key, name, grain_hash, start_ticks, period_ticks, version) " +
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET " +
            "start_ticks = excluded.start_ticks, period_ticks = excluded.period_ticks, version = excluded.version");
        DeleteReminder = Prepare("DELETE FROM reminder WHERE grain_type = ?1 AND grain_key = ?2 AND name = ?3 AND version = ?4");
        ClearReminders = Prepare("DELETE FROM reminder");
    }

    public PreparedStatement InsertState { get; }

    public PreparedStatement UpdateState { get; }

    public PreparedStatement DeleteState { get; }

    public PreparedStatement ReadVersion { get; }

    public PreparedStatement UpsertReminder { get; }

    public PreparedStatement DeleteReminder { get; }

    public PreparedStatement ClearReminders { get; }

    public void Begin() => _begin.Execute();

    public void Commit() => _commit.Execute();

    /// <summary>Ends the transaction unless SQLite has ended it already, as it does on a full disk.</summary>
    public void Rollback()
    {
        if (InTransaction)
            _rollback.Execute();
    }

    /// <summary>False as well after SQLite rolled back by itself, with everything written since <see cref="Begin"/>.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    public long ReadReserved()
    {
        try
        {
            return _readReserved.Step()
                ? _readReserved.Int64(0)
                : throw SqliteErrors.Create(raw.SQLITE_CORRUPT, "version_counter is empty", _path);
        }
        finally
        {
            _readReserved.Reset();
        }
    }

    public void Reserve(long upTo) => _reserve.Bind(1, upTo).Execute();

    public void Dispose() => _all.ForEach(statement => statement.Dispose());

    private PreparedStatement Prepare(string sql)
    {
        var statement = new PreparedStatement(_database, _path, sql);
        _all.Add(statement);
        return statement;
    }
}
