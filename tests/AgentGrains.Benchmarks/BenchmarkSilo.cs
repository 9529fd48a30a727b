using System.Net;
using System.Net.Sockets;
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

    private BenchmarkSilo(IHost host, string directory) => (_host, _directory) = (host, directory);

    public IMemoryClient Memory => _host.Services.GetRequiredService<IMemoryClient>();

    public IDebateClient Debates => _host.Services.GetRequiredService<IDebateClient>();

    public IServiceProvider Services => _host.Services;

    public static async Task<BenchmarkSilo> StartAsync(string storage = "sqlite", Action<AgentGrainsBuilder>? configure = null)
    {
        var directory = Directory.CreateTempSubdirectory("agentgrains-bench-").FullName;
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Error);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), FreePort());
            switch (storage)
            {
                case "sqlite": silo.UseEmbeddedStorage(directory); break;
                case "memory": silo.AddMemoryGrainStorage(StorageNames.Journal); break;
                default: throw new BenchmarkInputException($"Storage '{storage}' is not known here; this build measures sqlite and memory.");
            }

            silo.AddAgentGrains(configure);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new BenchmarkSilo(host, directory);
    }

    /// <summary>For what measures storage or the index alone.</summary>
    public static void WithoutDerivation(AgentGrainsBuilder grains) => grains.ConfigureDerivation(options => options.Enabled = false);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
