using Microsoft.Data.Sqlite;

namespace AgentGrains.Storage.Sqlite;

/// <summary>A read-only connection with its compiled statements. For one reader at a time.</summary>
internal sealed class ReadConnection : IDisposable
{
    private readonly SqliteConnection _connection;

    public ReadConnection(SqliteStorageOptions options, string path)
    {
        _connection = SqliteConnections.OpenReader(options, path);
        var database = _connection.Handle ?? throw new InvalidOperationException("The connection is open and has no handle.");
        State = new PreparedStatement(database, path,
            "SELECT version, payload FROM grain_state WHERE provider = ?1 AND grain_type = ?2 AND grain_key = ?3 AND state_name = ?4");

        const string Reminder = "SELECT grain_type, grain_key, name, start_ticks, period_ticks, version FROM reminder";
        ReminderByName = new PreparedStatement(database, path, $"{Reminder} WHERE grain_type = ?1 AND grain_key = ?2 AND name = ?3");
        RemindersOfGrain = new PreparedStatement(database, path, $"{Reminder} WHERE grain_type = ?1 AND grain_key = ?2");
        RemindersInside = new PreparedStatement(database, path, $"{Reminder} WHERE grain_hash > ?1 AND grain_hash <= ?2");
        RemindersAround = new PreparedStatement(database, path, $"{Reminder} WHERE grain_hash > ?1 OR grain_hash <= ?2");
    }

    public PreparedStatement State { get; }

    public PreparedStatement ReminderByName { get; }

    public PreparedStatement RemindersOfGrain { get; }

    public PreparedStatement RemindersInside { get; }

    public PreparedStatement RemindersAround { get; }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<PreparedStatement>)[State, ReminderByName, RemindersOfGrain, RemindersInside, RemindersAround])
            statement.Dispose();
        _connection.Dispose();
    }
}
