using System.Net;
using System.Net.Sockets;
using AgentGrains.Hosting;
using Orleans.Configuration;

namespace AgentGrains.Silo;

/// <summary>The durable silo behind the API.</summary>
internal static class SiloMemory
{
    /// <summary>Adds one silo that stores its memories in the data directory.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        var dataDirectory = builder.Configuration[$"{SiloOptions.Section}:{nameof(SiloOptions.DataDirectory)}"] ?? new SiloOptions().DataDirectory;
        builder.Services.AddSingleton<IReadiness, SiloReadiness>();
        builder.UseOrleans(silo =>
        {
            // A silo of its own needs no fixed port and no gateway: only this process ever speaks to it.
            silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0);
            silo.Configure<EndpointOptions>(endpoint => endpoint.GatewayPort = 0);
            silo.AddAgentGrains();
            if (!string.IsNullOrWhiteSpace(dataDirectory))
                silo.UseEmbeddedStorage(Path.GetFullPath(dataDirectory));
        });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
