namespace AgentGrains.Hosting;

/// <summary>
/// How silos form a cluster, and how soon they notice that one is gone; configuration section <c>AgentGrains:Cluster</c>. Read once, at
/// start. Ports and addresses are those of silos among themselves and of .NET clients, not of the REST API; nothing on them asks for a
/// key, so only silos and clients may reach them.
/// </summary>
public sealed class AgentGrainsClusterOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "AgentGrains:Cluster";

    /// <summary>Silos with the same id, service id and storage are one cluster.</summary>
    public string ClusterId { get; set; } = "agentgrains";

    /// <summary>
    /// Whose memories they are: part of every stored key. Default: the cluster's id. Two clusters with one service id share memories, which
    /// is safe (only one of two writers can commit) and slow.
    /// </summary>
    public string? ServiceId { get; set; }

    /// <summary>Port where other silos reach this one; 0 takes a free one.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port where .NET clients reach this silo; 0 takes a free one.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The IP address or host name under which others reach this silo. Default 127.0.0.1: set it when silos run on several machines.</summary>
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>Whether the silo listens on every address of its machine, and not only on the advertised one: for containers behind address translation.</summary>
    public bool ListenOnAnyAddress { get; set; }

    /// <summary>Silos ask each other this often whether they are alive, and wait this long for the answer; 100 ms to 1 minute.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Answers that may stay out before a silo is suspected; 1 to 20.</summary>
    public int MissedProbes { get; set; } = 2;

    /// <summary>How often silos read the membership table though nobody told them of a change; 1 s to 10 minutes.</summary>
    public TimeSpan TableRefresh { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call may take before its caller hears of a timeout and tries again; 1 s to 10 minutes.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often clients look for silos that came or went; 500 ms to 10 minutes.</summary>
    public TimeSpan GatewayRefresh { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The service id in force.</summary>
    internal string EffectiveServiceId => string.IsNullOrWhiteSpace(ServiceId) ? ClusterId : ServiceId;

    /// <summary>
    /// The cluster id in force. Silos of two services must not join: a scope would be another one on each of them, and what was acknowledged would seem
    /// gone when it moves. Orleans itself compares cluster ids alone.
    /// </summary>
    internal string EffectiveClusterId => EffectiveServiceId == ClusterId ? ClusterId : $"{ClusterId}~{EffectiveServiceId}";
}
