using Orleans.Storage;

namespace AgentGrains.Storage.PostgreSql;

/// <summary>Where a PostgreSQL store is and how much it takes on. Validated when the silo starts; not read again afterwards.</summary>
public sealed class PostgreSqlOptions : IStorageProviderSerializerOptions
{
    /// <summary>
    /// How to reach the database, in Npgsql's form: <c>Host=db;Database=agentgrains;Username=agentgrains;Password=…</c>. Required. What it
    /// leaves out is filled in for a cluster that must notice a dead server soon: 5 s to connect, 10 s for a command, a pool of 20.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The schema that holds every table, so that the database can be shared with others: a letter, then letters, digits or '_'.</summary>
    public string Schema { get; set; } = "agentgrains";

    /// <summary>Whether a silo brings a missing or older schema up to date when it starts. False leaves that to whoever owns the database.</summary>
    public bool MigrateAtStart { get; set; } = true;

    /// <summary>How long a silo waits at its start for a database that does not answer; 0 to 10 minutes.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Transactions that are under way at once, each with a connection of its own; 1 to 16. While one waits for the disk, the next collects.</summary>
    public int Writers { get; set; } = 2;

    /// <summary>Most operations in one transaction; 1 to 10,000.</summary>
    public int MaxBatchOperations { get; set; } = 256;

    /// <summary>Payload bytes after which a transaction takes no further operation; 1 KiB to 256 MiB.</summary>
    public long MaxBatchBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Operations that may wait for a writer; 1 to 1,000,000. Beyond it callers wait before they queue.</summary>
    public int QueueCapacity { get; set; } = 16_384;

    /// <summary>
    /// Serialiser of payloads. Default: the one registered under the provider's name, else Orleans' binary serialiser.
    /// Changing it makes stored payloads unreadable.
    /// </summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
