using AgentGrains.Chaos.Servers;
using AgentGrains.Cluster.Tests.Storage;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedServers))]

namespace AgentGrains.Cluster.Tests.Storage;

/// <summary>The servers that tests share, each started by the first test that needs it. Tests keep apart by service id.</summary>
public sealed class SharedServers : IAsyncLifetime
{
    private readonly Dictionary<string, Task<LocalServer>> _servers = [];
    private readonly Lock _gate = new();

    /// <summary>The kinds that this machine may have servers of.</summary>
    public static TheoryData<string> Kinds { get; } = ["PostgreSql", "Redis"];

    /// <summary>The shared server of a kind; a machine without it skips the test.</summary>
    public async Task<LocalServer> GetAsync(string kind)
    {
        SkipWhenMissing(kind);
        Task<LocalServer> server;
        lock (_gate)
        {
            if (!_servers.TryGetValue(kind, out server!))
                _servers.Add(kind, server = StartAsync(kind));
        }

        return await server;
    }

    /// <summary>A server of one's own, to be stopped and started.</summary>
    public static async Task<LocalServer> StartOwnAsync(string kind)
    {
        SkipWhenMissing(kind);
        return await StartAsync(kind);
    }

    /// <summary>Skips a test on a machine that lacks a server, and says why.</summary>
    public static void SkipWhenMissing(string kind)
    {
        var missing = kind switch
        {
            "PostgreSql" => PostgresServer.Missing,
            "Redis" => RedisServer.Missing,
            _ => AzuriteServer.Missing,
        };
        Assert.SkipUnless(missing is null, missing ?? "");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            if (server.IsCompletedSuccessfully)
                await (await server).DisposeAsync();
        }
    }

    private static async Task<LocalServer> StartAsync(string kind) => kind switch
    {
        "PostgreSql" => await PostgresServer.StartNewAsync(),
        "Redis" => await RedisServer.StartNewAsync(),
        _ => await AzuriteServer.StartNewAsync(),
    };
}
