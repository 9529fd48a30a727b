namespace AgentGrains.Hosting;

/// <summary>Which storage a silo or client uses; configuration section <c>AgentGrains:Storage</c>. Read once, at start.</summary>
public sealed class AgentGrainsStorageOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "AgentGrains:Storage";

    /// <summary>Which storage. Default <see cref="StorageKind.Sqlite"/>, in the folder <c>AgentGrains:DataDirectory</c>.</summary>
    public StorageKind Kind { get; set; }

    /// <summary>
    /// How to reach PostgreSQL (<c>Host=db;Database=agentgrains;Username=…;Password=…</c>), Redis (<c>cache:6379,password=…</c>) or an Azure
    /// storage account. It may hold a password: give it as the environment variable <c>AgentGrains__Storage__ConnectionString</c>.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>PostgreSQL: the schema that holds the tables.</summary>
    public string Schema { get; set; } = "agentgrains";

    /// <summary>PostgreSQL: whether a silo brings the schema up to date when it starts; else <c>agentgrains-silo --migrate</c> does.</summary>
    public bool MigrateAtStart { get; set; } = true;

    /// <summary>How long a silo waits at its start for storage that does not answer; 0 to 10 minutes.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Redis: start though the server may lose acknowledged writes (no append-only file, or it may evict). Off, such a server is refused.</summary>
    public bool AcceptDataLoss { get; set; }

    /// <summary>Azure with a managed identity instead of a connection string: the blob service, such as <c>https://account.blob.core.windows.net</c>.</summary>
    public Uri? BlobService { get; set; }

    /// <summary>Azure with a managed identity: the table service, such as <c>https://account.table.core.windows.net</c>.</summary>
    public Uri? TableService { get; set; }

    /// <summary>Whether several silos can share this storage.</summary>
    internal bool IsShared => Kind is StorageKind.PostgreSql or StorageKind.Redis or StorageKind.Azure;
}
