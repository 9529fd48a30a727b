using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;

namespace AgentGrains.Hosting;

/// <summary>Who is in the cluster, where silos listen, and how soon they miss each other.</summary>
internal static class MembershipRegistration
{
    public static ISiloBuilder UseMembership(this ISiloBuilder silo, AgentGrainsClusterOptions cluster)
    {
        var address = ClusterSettings.Resolve(cluster.AdvertisedAddress);
        return silo
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.EffectiveClusterId, cluster.EffectiveServiceId))
            .ConfigureEndpoints(
                address,
                cluster.SiloPort == 0 ? FreePort(address) : cluster.SiloPort,
                cluster.GatewayPort == 0 ? FreePort(address) : cluster.GatewayPort,
                listenOnAnyHostAddress: cluster.ListenOnAnyAddress)
            .Configure<ClusterMembershipOptions>(options =>
            {
                (options.ProbeTimeout, options.NumMissedProbesLimit, options.TableRefreshTimeout) =
                    (cluster.ProbeTimeout, cluster.MissedProbes, cluster.TableRefresh);

                // It compares times of two machines: a silo whose clock is slow would be put out while it joins.
                options.EvictWhenMaxJoinAttemptTimeExceeded = false;

                // After a power cut the table is full of silos that seem to live; a new one waits for them no longer than this.
                (options.IAmAliveTablePublishTimeout, options.NumMissedTableIAmAliveLimit) = (cluster.TableRefresh, 3);

                // A silo that was gone for a day is history; without this the table only grows.
                (options.DefunctSiloCleanupPeriod, options.DefunctSiloExpiration) = (TimeSpan.FromHours(1), TimeSpan.FromDays(1));
            })
            .Configure<SiloMessagingOptions>(options =>
                (options.ResponseTimeout, options.SystemResponseTimeout) = (cluster.ResponseTimeout, cluster.ResponseTimeout));
    }

    public static IClientBuilder UseMembership(this IClientBuilder client, AgentGrainsClusterOptions cluster) => client
        .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.EffectiveClusterId, cluster.EffectiveServiceId))
        .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = cluster.ResponseTimeout)
        .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = cluster.GatewayRefresh);

    /// <summary>A port that nobody listens on now.</summary>
    public static int FreePort(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
