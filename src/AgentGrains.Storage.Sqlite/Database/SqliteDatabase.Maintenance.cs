namespace AgentGrains.Storage.Sqlite;

internal sealed partial class SqliteDatabase
{
    private const int Tries = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Folds the write-ahead log into the file and empties it; writers and readers go on.</summary>
    /// <exception cref="SqliteStorageException">It was busy all the time, or cannot be written.</exception>
    public Task TruncateLogAsync(CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            using var connection = SqliteConnections.OpenMaintenance(_options, Path);
            for (var tries = 0; SqliteConnections.Get(connection, Path, "PRAGMA wal_checkpoint(TRUNCATE)") != 0; tries++)
            {
                // A reader still needs pages of the log.
                if (tries == Tries)
                    throw new SqliteStorageException($"The write-ahead log of '{Path}' could not be emptied, as readers hold on to it; try again.", Path);
                await Task.Delay(Pause, _clock, cancellationToken);
            }
        },
        cancellationToken);
}
