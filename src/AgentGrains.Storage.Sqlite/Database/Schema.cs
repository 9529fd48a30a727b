using Microsoft.Data.Sqlite;

namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// The tables and their version (PRAGMA user_version). Every released version keeps its step, so that any older file can
/// be brought to the present one.
/// </summary>
internal static class Schema
{
    public const int Version = 1;
    private const long ApplicationId = 0x41474752; // "AGGR", so that a stranger's file is never taken for ours

    private static readonly string[] Steps =
    [
        """
        CREATE TABLE grain_state (
            provider    TEXT NOT NULL,
            grain_type  BLOB NOT NULL,
            grain_key   BLOB NOT NULL,
            state_name  TEXT NOT NULL,
            version     INTEGER NOT NULL,
            payload     BLOB NOT NULL,
            PRIMARY KEY (provider, grain_type, grain_key, state_name)
        );
        CREATE TABLE reminder (
            grain_type  BLOB NOT NULL,
            grain_key   BLOB NOT NULL,
            name        TEXT NOT NULL,
            grain_hash  INTEGER NOT NULL,
            start_ticks INTEGER NOT NULL,
            period_ticks INTEGER NOT NULL,
            version     INTEGER NOT NULL,
            PRIMARY KEY (grain_type, grain_key, name)
        ) WITHOUT ROWID;
        CREATE INDEX reminder_by_hash ON reminder (grain_hash);
        CREATE TABLE version_counter (
            id          INTEGER PRIMARY KEY CHECK (id = 1),
            reserved    INTEGER NOT NULL
        );
        INSERT INTO version_counter (id, reserved) VALUES (1, 0);
        """,
    ];

    /// <summary>Refuses a file that is newer or not ours, before anything in it is changed.</summary>
    public static void Verify(SqliteConnection connection, string path)
    {
        var version = SqliteConnections.Get(connection, path, "PRAGMA user_version");
        var application = SqliteConnections.Get(connection, path, "PRAGMA application_id");
        var tables = SqliteConnections.Get(connection, path, "SELECT count(*) FROM sqlite_schema");
        if (tables > 0 && application != ApplicationId)
            throw new SqliteStorageSchemaException(
                $"'{path}' is a SQLite file of another program. " +
                "Set SqliteStorageOptions.DataDirectory or FileName to another place.", path);
        if (version > Version)
            throw new SqliteStorageSchemaException(
                $"'{path}' has schema version {version}, and this build of AgentGrains knows versions up to {Version}. Run the " +
                "newer AgentGrains that wrote it, restore a copy made before the upgrade, or choose another DataDirectory.", path);
    }

    public static void Upgrade(SqliteConnection connection, string path)
    {
        var version = SqliteConnections.Get(connection, path, "PRAGMA user_version");
        for (var step = (int)version; step < Version; step++)
        {
            SqliteConnections.Set(connection, path,
                $"BEGIN IMMEDIATE; {Steps[step]} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {step + 1}; COMMIT;");
        }
    }
}
