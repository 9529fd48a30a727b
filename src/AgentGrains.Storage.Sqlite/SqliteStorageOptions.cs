using Orleans.Storage;

namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// Where a SQLite store lives and how much it takes on. Providers and reminders that name the same
/// <see cref="DataDirectory"/> in one silo share one database and one writer, and so must agree on every setting
/// except <see cref="GrainStorageSerializer"/> and <see cref="MaxPayloadBytes"/>. Validated when the silo starts; not read again afterwards.
/// </summary>
public sealed class SqliteStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>Default of <see cref="FileName"/>.</summary>
    public const string DefaultFileName = "agentgrains.db";

    /// <summary>
    /// Directory of the database, created when missing; required. It belongs to one silo at a time: a lock file in it
    /// refuses a second one. It must be on a local disk, as SQLite's write-ahead log needs shared memory.
    /// </summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>Name of the database file inside <see cref="DataDirectory"/>, without a path.</summary>
    public string FileName { get; set; } = DefaultFileName;

    /// <summary>Most operations in one commit; 1 to 100,000. More shares one fsync further and waits longer for it.</summary>
    public int MaxBatchOperations { get; set; } = 2048;

    /// <summary>
    /// Payload bytes after which a commit takes no further operation; 1 KiB to 1 GiB. A single larger payload still
    /// gets its own commit.
    /// </summary>
    public long MaxBatchBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Operations that may wait for the writer; 1 to 1,000,000. Beyond it callers wait before they queue.</summary>
    public int QueueCapacity { get; set; } = 16_384;

    /// <summary>Largest payload of one record in bytes after serialisation; 1 byte to 512 MiB.</summary>
    public int MaxPayloadBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Read-only connections, each used by one reader at a time; 1 to 64. Beyond it readers wait.</summary>
    public int ReadConnections { get; set; } = 4;

    /// <summary>
    /// How long the writer waits for a lock that another program (a backup, the sqlite3 shell) holds on the file before it
    /// fails the commit; 0 to 5 minutes.
    /// </summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Pages (4 KiB each) the write-ahead log reaches before they are copied to the file; 100 to 1,000,000.</summary>
    public int CheckpointPages { get; set; } = 4000;

    /// <summary>
    /// Serialiser of payloads. Default: the one registered under the provider's name, else Orleans' binary serialiser.
    /// Changing it makes stored payloads unreadable.
    /// </summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;

    /// <summary>Most pages the file may have, 0 for no limit: lets a test fill the "disk".</summary>
    internal long MaxPageCount { get; set; }
}
