namespace AgentGrains.Hosting;

/// <summary>Where a silo keeps memories, its membership and its reminders.</summary>
public enum StorageKind
{
    /// <summary>One SQLite file: durable, one silo.</summary>
    Sqlite = 0,

    /// <summary>The silo's own memory: everything is forgotten when it stops. For trying things out.</summary>
    Memory = 1,

    /// <summary>A PostgreSQL database that several silos share.</summary>
    PostgreSql = 2,

    /// <summary>A Redis server with its append-only file on, which several silos share.</summary>
    Redis = 3,

    /// <summary>Azure Storage: blobs for memories, tables for membership and reminders. Needs a build with <c>-p:CloudPackages=true</c>.</summary>
    Azure = 4,
}
