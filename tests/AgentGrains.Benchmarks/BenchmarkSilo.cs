using System.Net;
using System.Net.Sockets;
using AgentGrains.Chaos.Servers;
using AgentGrains.Hosting;
using AgentGrains.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Benchmarks;

/// <summary>One real silo in this process, with its data in a folder that goes away with it.</summary>
internal sealed class BenchmarkSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly string _directory;
    private readonly LocalServer? _server;

    private BenchmarkSilo(IHost host, string directory, LocalServer? server) => (_host, _directory, _server) = (host, directory, server);

    /// <summary>How to reach the storage server that was started for this silo; null when its storage is in the process.</summary>
    public string? ConnectionString => _server?.ConnectionString;

    public IMemoryClient Memory => _host.Services.GetRequiredService<IMemoryClient>();

    public IDebateClient Debates => _host.Services.GetRequiredService<IDebateClient>();

    public IServiceProvider Services => _host.Services;

    public static async Task<BenchmarkSilo> StartAsync(string storage = "sqlite", Action<AgentGrainsBuilder>? configure = null)
    {
        var directory = Directory.CreateTempSubdirectory("agentgrains-bench-").FullName;
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Error);
        var server = storage is "sqlite" or "memory" ? null : await StorageServers.StartAsync(storage);
        if (server is null)
            AddOwn(builder, storage, directory, configure);
        else
            AddShared(builder, server, configure);
        var host = builder.Build();
        await host.StartAsync();
        return new BenchmarkSilo(host, directory, server);
    }

    /// <summary>For what measures storage or the index alone.</summary>
    public static void WithoutDerivation(AgentGrainsBuilder grains) => grains.ConfigureDerivation(options => options.Enabled = false);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static void AddOwn(HostApplicationBuilder builder, string storage, string directory, Action<AgentGrainsBuilder>? configure) => builder.UseOrleans(silo =>
    {
        silo.UseLocalhostClustering(FreePort(), FreePort());
        if (storage == "memory")
            silo.AddMemoryGrainStorage(StorageNames.Journal);
        else
            silo.UseEmbeddedStorage(directory);
        silo.AddAgentGrains(configure);
    });

    private static void AddShared(HostApplicationBuilder builder, LocalServer server, Action<AgentGrainsBuilder>? configure)
    {
        builder.Configuration["AgentGrains:Storage:Kind"] = server.Kind;
        builder.Configuration["AgentGrains:Storage:ConnectionString"] = server.ConnectionString;
        builder.Configuration["AgentGrains:Cluster:SiloPort"] = "0";
        builder.Configuration["AgentGrains:Cluster:GatewayPort"] = "0";
        builder.AddAgentGrainsSilo(configure);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
