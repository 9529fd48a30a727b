using System.Globalization;

namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// Exclusive ownership of a data directory: an open lock file that no second store, in this process or another, can open.
/// The operating system releases it when the process ends, however it ends.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    public const string FileName = "agentgrains.lock";

    // EWOULDBLOCK on Linux, EWOULDBLOCK on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    public static DirectoryLock Acquire(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var file = new FileStream(Path.Combine(directory, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new DirectoryLock(file);
        }
        catch (IOException error) when (HeldByAnother.Contains(error.HResult))
        {
            throw new SqliteStorageLockedException(
                $"Data directory '{directory}' is in use by another store ({FileName} in it names the process): one directory " +
                "belongs to one silo. Stop the other, or give this silo a DataDirectory of its own.", directory, 0, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SqliteStorageUnwritableException(
                $"Data directory '{directory}' cannot be written ({error.Message}) Create it, give this process's user write " +
                "permission, or set SqliteStorageOptions.DataDirectory to another place.", directory, 0, error);
        }
    }

    // The file stays: deleting it would let two processes lock two files of one name.
    public void Dispose() => _file.Dispose();
}
