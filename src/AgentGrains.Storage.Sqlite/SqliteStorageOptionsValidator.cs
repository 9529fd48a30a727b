namespace AgentGrains.Storage.Sqlite;

/// <summary>Refuses options that cannot work, before the silo starts.</summary>
internal sealed class SqliteStorageOptionsValidator(SqliteStorageOptions options, string name) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        Require(!string.IsNullOrWhiteSpace(options.DataDirectory), nameof(options.DataDirectory),
            "is not set; give the directory that shall hold the silo's data, for example \"/var/lib/agentgrains\"");
        Require(options.FileName.Length > 0 && Path.GetFileName(options.FileName) == options.FileName, nameof(options.FileName),
            $"is '{options.FileName}'; give a file name without a path, the path belongs in DataDirectory");
        Require(options.FileName != DirectoryLock.FileName, nameof(options.FileName),
            $"is '{options.FileName}', the name of the lock file; choose another");
        RequireRange(options.MaxBatchOperations, 1, 100_000, nameof(options.MaxBatchOperations), "operations");
        RequireRange(options.MaxBatchBytes, 1024, 1024L * 1024 * 1024, nameof(options.MaxBatchBytes), "bytes");
        RequireRange(options.QueueCapacity, 1, 1_000_000, nameof(options.QueueCapacity), "operations");
        RequireRange(options.MaxPayloadBytes, 1, 512L * 1024 * 1024, nameof(options.MaxPayloadBytes), "bytes");
        RequireRange(options.ReadConnections, 1, 64, nameof(options.ReadConnections), "connections");
        RequireRange(options.CheckpointPages, 100, 1_000_000, nameof(options.CheckpointPages), "pages of 4 KiB");
        RequireRange((long)options.BusyTimeout.TotalMilliseconds, 0, 300_000, nameof(options.BusyTimeout), "milliseconds");
    }

    private void RequireRange(long value, long least, long most, string option, string unit) =>
        Require(value >= least && value <= most, option, $"is {value:N0} {unit}; give {least:N0} to {most:N0}");

    private void Require(bool holds, string option, string problem)
    {
        if (!holds)
            throw new OrleansConfigurationException($"{nameof(SqliteStorageOptions)}.{option} of '{name}' {problem}.");
    }
}
