using AgentGrains.Chaos.Servers;

namespace AgentGrains.Benchmarks;

/// <summary>Storage servers of this machine, for one measurement each.</summary>
internal static class StorageServers
{
    public static async Task<LocalServer> StartAsync(string storage)
    {
        var missing = storage switch
        {
            "postgres" => PostgresServer.Missing,
            "redis" => RedisServer.Missing,
#if CLOUD_PACKAGES
            "azure" => AzuriteServer.Missing,
#else
            "azure" => "This build does not contain Azure; build with -p:CloudPackages=true.",
#endif
            _ => $"Storage '{storage}' is not known here; it is sqlite, memory, postgres, redis or azure.",
        };
        if (missing is not null)
            throw new BenchmarkInputException(missing);
        return storage switch
        {
            "postgres" => await PostgresServer.StartNewAsync(),
            "redis" => await RedisServer.StartNewAsync(),
            _ => await AzuriteServer.StartNewAsync(),
        };
    }
}
