namespace AgentGrains.Storage.Sqlite;

/// <summary>A record as it is in the file.</summary>
internal readonly record struct StoredState(long Version, byte[] Payload)
{
    public static StoredState? Read(ReadConnection connection, StateKey key)
    {
        var statement = key.BindTo(connection.State);
        try
        {
            return statement.Step() ? new StoredState(statement.Int64(0), statement.Blob(1)) : null;
        }
        finally
        {
            statement.Reset();
        }
    }
}
