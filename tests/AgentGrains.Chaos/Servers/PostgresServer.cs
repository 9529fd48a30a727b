using System.Globalization;
using Npgsql;

namespace AgentGrains.Chaos.Servers;

/// <summary>A PostgreSQL server of its own, with a password, durable as it comes.</summary>
public sealed class PostgresServer : LocalServer
{
    private const string Password = "only-for-this-test";
    private readonly string _binaries;

    private PostgresServer(string binaries) => _binaries = binaries;

    /// <summary>Why there cannot be one; null when there can.</summary>
    public static string? Missing => Binaries() is null ? "PostgreSQL's server is not installed (initdb was not found)."
        : Environment.UserName == "root" && Programs.Find("setpriv") is null ? "PostgreSQL does not run as root, and setpriv was not found." : null;

    /// <inheritdoc/>
    public override string Kind => "PostgreSql";

    /// <inheritdoc/>
    public override string ConnectionString => $"Host=127.0.0.1;Port={Port};Database=postgres;Username=postgres;Password={Password}";

    /// <summary>The same, as PostgreSQL's own programs take it.</summary>
    public string Url => $"postgresql://postgres:{Password}@127.0.0.1:{Port}/postgres";

    /// <inheritdoc/>
    protected override string StopSignal => "INT";   // fast: it ends sessions and does not wait for them

    /// <summary>Makes a server with empty data and starts it.</summary>
    public static async Task<PostgresServer> StartNewAsync()
    {
        var server = new PostgresServer(Binaries() ?? throw new InvalidOperationException(Missing));
        try
        {
            await server.InitializeAsync();
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a statement.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A program beside the server, such as pg_dump.</summary>
    public string Tool(string name) => Path.Combine(_binaries, name);

    /// <inheritdoc/>
    protected override (string Program, string[] Arguments) Command() => AsPostgres(
        Path.Combine(_binaries, "postgres"), "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture),
        "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={Folder}", "-c", "max_connections=200");

    /// <inheritdoc/>
    protected override async Task<bool> AnswersAsync()
    {
        try
        {
            await ExecuteAsync("SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    protected override async Task CleanUpAsync()
    {
        // A killed postmaster's children end by themselves, and until then keep the next one from starting.
        for (var tries = 0; tries < 100 && await Programs.ListensAsync(Port); tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        File.Delete(Path.Combine(Data, "postmaster.pid"));
    }

    private string Data => Path.Combine(Folder, "data");

    private async Task InitializeAsync()
    {
        var password = Path.Combine(Folder, "password");
        await File.WriteAllTextAsync(password, Password);
        if (Environment.UserName == "root")
            await Programs.RunAsync("chown", "-R", "postgres:", Folder);
        var (program, arguments) = AsPostgres(
            Path.Combine(_binaries, "initdb"), "-D", Data, "-U", "postgres", "-A", "scram-sha-256", $"--pwfile={password}", "-E", "UTF8", "--locale=C");
        await Programs.RunAsync(program, arguments);
    }

    // It refuses to run as root; setpriv becomes the program, so that its process is ours to signal.
    private static (string Program, string[] Arguments) AsPostgres(string program, params string[] arguments) => Environment.UserName == "root"
        ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments])
        : (program, arguments);

    private static string? Binaries()
    {
        var versions = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => folder, StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin")).ToArray()
            : [];
        return versions.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))) ?? Path.GetDirectoryName(Programs.Find("initdb"));
    }
}
