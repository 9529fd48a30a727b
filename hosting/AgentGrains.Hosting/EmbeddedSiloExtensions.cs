using Microsoft.Extensions.Hosting;

namespace AgentGrains.Hosting;

/// <summary>Puts a whole durable memory into one process.</summary>
public static class EmbeddedSiloExtensions
{
    /// <summary>
    /// Adds one silo that keeps everything in a data directory, and an <see cref="IMemoryClient"/> over it. Only this process speaks
    /// to the silo: it listens on a free port of this machine and has no gateway.
    /// </summary>
    /// <param name="builder">The host, of any kind.</param>
    /// <param name="dataDirectory">Folder of the data; it is made if it is not there. One process at a time may use it.</param>
    /// <param name="configure">Sets limits, an embedder or a chat model.</param>
    public static IHostApplicationBuilder AddEmbeddedAgentGrains(
        this IHostApplicationBuilder builder, string dataDirectory, Action<AgentGrainsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        return builder.UseOrleans(silo => silo
            .UseOwnPorts()
            .UseEmbeddedStorage(Path.GetFullPath(dataDirectory))
            .AddAgentGrains(configure));
    }
}
