using AgentGrains.Chaos.Servers;
using AgentGrains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Cluster.Tests.Clustering;

/// <summary>A silo in this process whose storage and cluster come from configuration, on free ports.</summary>
internal sealed class ConfiguredSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _stopped;

    private ConfiguredSilo(IHost host) => _host = host;

    public IMemoryClient Memory => _host.Services.GetRequiredService<IMemoryClient>();

    public IServiceProvider Services => _host.Services;

    public static async Task<ConfiguredSilo> StartAsync(
        LocalServer server, string cluster, Dictionary<string, string>? settings = null, Action<IServiceCollection>? services = null)
    {
        var silo = Build(server, cluster, settings, services);
        try
        {
            await silo._host.StartAsync();
            return silo;
        }
        catch
        {
            silo._host.Dispose();
            throw;
        }
    }

    /// <summary>Puts it together without starting it.</summary>
    public static ConfiguredSilo Build(LocalServer server, string cluster, Dictionary<string, string>? settings = null, Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["AgentGrains:Storage:Kind"] = server.Kind;
        builder.Configuration["AgentGrains:Storage:ConnectionString"] = server.ConnectionString;
        builder.Configuration["AgentGrains:Cluster:ClusterId"] = cluster;
        builder.Configuration["AgentGrains:Cluster:SiloPort"] = "0";
        builder.Configuration["AgentGrains:Cluster:GatewayPort"] = "0";

        // These share one process and a busy machine: one that is taken for dead would end the test run.
        builder.Configuration["AgentGrains:Cluster:ProbeTimeout"] = "00:00:10";
        builder.Configuration["AgentGrains:Cluster:MissedProbes"] = "5";
        foreach (var (name, value) in settings ?? [])
            builder.Configuration[name] = value;
        services?.Invoke(builder.Services);
        builder.AddAgentGrainsSilo(grains => grains.ConfigureDerivation(options => options.Enabled = false));
        return new ConfiguredSilo(builder.Build());
    }

    /// <summary>Lets go of one that was never started.</summary>
    public void Close() => _host.Dispose();

    /// <summary>Hands over and ends.</summary>
    public async Task StopAsync()
    {
        _stopped = true;
        await _host.StopAsync();
    }

    /// <summary>Ends without a word to the others, as far as a silo in this process can.</summary>
    public async Task StopAtOnceAsync()
    {
        _stopped = true;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _host.StopAsync(now.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
            await _host.StopAsync();
        _host.Dispose();
    }
}
