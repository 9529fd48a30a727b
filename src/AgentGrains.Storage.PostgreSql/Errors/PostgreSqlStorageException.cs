namespace AgentGrains.Storage.PostgreSql;

/// <summary>The database cannot serve a silo as it is. The message says what to do.</summary>
public sealed class PostgreSqlStorageException(string message, Exception? inner = null) : Exception(message, inner);
