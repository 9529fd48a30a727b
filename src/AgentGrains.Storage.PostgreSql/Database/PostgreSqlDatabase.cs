using Npgsql;

namespace AgentGrains.Storage.PostgreSql;

/// <summary>
/// The connections of one process. Membership and reminders have few of their own, so that no load of writes keeps a silo from saying
/// that it is alive. Thread-safe.
/// </summary>
internal sealed class PostgreSqlDatabase : IAsyncDisposable
{
    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 10;
    private const int StateConnections = 20;
    private const int MembershipConnections = 4;

    public PostgreSqlDatabase(PostgreSqlOptions options)
    {
        (Options, Schema) = (options, options.Schema);
        State = Open(options, StateConnections);
        Membership = Open(options, MembershipConnections);
    }

    public PostgreSqlOptions Options { get; }

    public string Schema { get; }

    /// <summary>For grain state.</summary>
    public NpgsqlDataSource State { get; }

    /// <summary>For membership and reminders.</summary>
    public NpgsqlDataSource Membership { get; }

    /// <summary>Where it is, without the password.</summary>
    public string Address
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(Options.ConnectionString);
            return $"database '{parts.Database ?? parts.Username}' on {parts.Host}:{parts.Port} as '{parts.Username}'";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await State.DisposeAsync();
        await Membership.DisposeAsync();
    }

    private static NpgsqlDataSource Open(PostgreSqlOptions options, int connections)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        var given = settings.Keys.Cast<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        settings.SearchPath = options.Schema;
        settings.Timeout = given.Contains("Timeout") ? settings.Timeout : ConnectSeconds;
        settings.CommandTimeout = given.Contains("Command Timeout") ? settings.CommandTimeout : CommandSeconds;
        settings.MaxPoolSize = given.Contains("Maximum Pool Size") ? settings.MaxPoolSize : connections;
        settings.MaxAutoPrepare = given.Contains("Max Auto Prepare") ? settings.MaxAutoPrepare : 32;
        settings.ApplicationName ??= "agentgrains";

        // An acknowledged write is on disk, whatever the server's own default is.
        return new NpgsqlDataSourceBuilder(settings.ConnectionString)
            .UsePhysicalConnectionInitializer(
                static connection => Initialize(connection).ExecuteNonQuery(),
                static async connection => await Initialize(connection).ExecuteNonQueryAsync())
            .Build();
    }

    private static NpgsqlCommand Initialize(NpgsqlConnection connection) => new("SET synchronous_commit = 'on'", connection);
}
