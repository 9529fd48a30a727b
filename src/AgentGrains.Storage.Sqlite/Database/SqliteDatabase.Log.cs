using Microsoft.Extensions.Logging;

namespace AgentGrains.Storage.Sqlite;

internal sealed partial class SqliteDatabase
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Opened '{Path}'.")]
    private static partial void LogOpened(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "Closed '{Path}'.")]
    private static partial void LogClosed(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last checkpoint of '{Path}' failed; its log is replayed at the next start.")]
    private static partial void LogCheckpointFailed(ILogger logger, Exception error, string path);
}
