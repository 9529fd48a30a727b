using System.Globalization;
using AgentGrains.Chaos.Servers;
using AgentGrains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Chaos.Runs;

/// <summary>A client outside the silos, as an application has it: from configuration alone.</summary>
public sealed class ClusterClient : IAsyncDisposable
{
    private readonly IHost _host;

    private ClusterClient(IHost host) => _host = host;

    /// <summary>The way into memory.</summary>
    public IMemoryClient Memory => _host.Services.GetRequiredService<IMemoryClient>();

    /// <summary>Connects to the silos that share a storage.</summary>
    public static async Task<ClusterClient> ConnectAsync(LocalServer server, IReadOnlyDictionary<string, string>? settings = null, TimeSpan? patience = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["AgentGrains:Storage:Kind"] = server.Kind;
        builder.Configuration["AgentGrains:Storage:ConnectionString"] = server.ConnectionString;
        builder.Configuration["AgentGrains:Storage:StartTimeout"] = (patience ?? TimeSpan.FromSeconds(30)).ToString("c", CultureInfo.InvariantCulture);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            builder.Configuration[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        builder.AddAgentGrainsClusterClient();
        var host = builder.Build();
        await host.StartAsync();
        return new ClusterClient(host);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
