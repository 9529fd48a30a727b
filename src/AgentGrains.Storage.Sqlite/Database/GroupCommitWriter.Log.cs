using Microsoft.Extensions.Logging;

namespace AgentGrains.Storage.Sqlite;

internal sealed partial class GroupCommitWriter
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Commit to '{Path}' failed; {Rows} operations fail with it.")]
    private static partial void LogBatchFailed(ILogger logger, Exception error, string path, int rows);

    [LoggerMessage(Level = LogLevel.Error, Message = "Rolling back the failed commit to '{Path}' failed as well.")]
    private static partial void LogRollbackFailed(ILogger logger, Exception error, string path);
}
