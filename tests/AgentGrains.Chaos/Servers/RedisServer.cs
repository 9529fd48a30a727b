using System.Globalization;

namespace AgentGrains.Chaos.Servers;

/// <summary>A Redis server of its own that writes every command to disk before it answers.</summary>
public sealed class RedisServer : LocalServer
{
    private readonly string[] _settings;

    private RedisServer(string[] settings) => _settings = settings;

    /// <summary>Why there cannot be one; null when there can.</summary>
    public static string? Missing => Programs.Find("redis-server") is null ? "Redis is not installed (redis-server was not found)." : null;

    /// <inheritdoc/>
    public override string Kind => "Redis";

    /// <inheritdoc/>
    public override string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>Makes a server with empty data and starts it.</summary>
    /// <param name="settings">Settings that differ, such as <c>--appendonly</c>, <c>no</c>.</param>
    public static async Task<RedisServer> StartNewAsync(params string[] settings)
    {
        var server = new RedisServer(settings);
        await server.StartAsync();
        return server;
    }

    /// <inheritdoc/>
    protected override (string Program, string[] Arguments) Command() => ("redis-server",
        ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", Folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always", .. _settings]);
}
