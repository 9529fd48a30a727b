using Microsoft.Data.Sqlite;

namespace AgentGrains.Storage.Sqlite;

/// <summary>A read-only connection with its compiled statements. For one reader at a time.</summary>
internal sealed class ReadConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<PreparedStatement> _all = [];

    public ReadConnection(SqliteStorageOptions options, string path)
    {
        const string Reminder = "SELECT grain_type, grain_key, name, start_ticks, period_ticks, version FROM reminder";
        _connection = SqliteConnections.OpenReader(options, path);
        try
        {
            State = Prepare(
                "SELECT version, payload FROM grain_state " +
                "WHERE provider = ?1 AND grain_type = ?2 AND grain_key = ?3 AND state_name = ?4");
            ReminderByName = Prepare($"{Reminder} WHERE grain_type = ?1 AND grain_key = ?2 AND name = ?3");
            RemindersOfGrain = Prepare($"{Reminder} WHERE grain_type = ?1 AND grain_key = ?2");
            RemindersInside = Prepare($"{Reminder} WHERE grain_hash > ?1 AND grain_hash <= ?2");
            RemindersAround = Prepare($"{Reminder} WHERE grain_hash > ?1 OR grain_hash <= ?2");
        }
        catch
        {
            Dispose();
            throw;
        }

        PreparedStatement Prepare(string sql)
        {
            var statement = new PreparedStatement(SqliteConnections.HandleOf(_connection), path, sql);
            _all.Add(statement);
            return statement;
        }
    }

    public PreparedStatement State { get; }

    public PreparedStatement ReminderByName { get; }

    public PreparedStatement RemindersOfGrain { get; }

    public PreparedStatement RemindersInside { get; }

    public PreparedStatement RemindersAround { get; }

    public void Dispose()
    {
        _all.ForEach(statement => statement.Dispose());
        _connection.Dispose();
    }
}
