using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AgentGrains.Hosting;

/// <summary>Reads and checks the sections Storage and Cluster; every message names the setting and says what to do.</summary>
internal static class ClusterSettings
{
    public static (AgentGrainsStorageOptions Storage, AgentGrainsClusterOptions Cluster) Read(IConfiguration configuration)
    {
        var (storage, cluster) = (Bind<AgentGrainsStorageOptions>(configuration, AgentGrainsStorageOptions.Section), Bind<AgentGrainsClusterOptions>(configuration, AgentGrainsClusterOptions.Section));
        var faults = Faults(storage).Concat(Faults(cluster)).ToList();
        return faults.Count == 0 ? (storage, cluster) : throw new OptionsValidationException(nameof(ClusterSettings), typeof(ClusterSettings), faults);
    }

    /// <summary>The address of a host; a name is looked up once.</summary>
    public static IPAddress Resolve(string host) =>
        IPAddress.TryParse(host, out var address) ? address
        : Dns.GetHostAddresses(host).OrderBy(found => found.AddressFamily).FirstOrDefault() ?? throw Invalid($"{AgentGrainsClusterOptions.Section}:AdvertisedAddress is '{host}', which has no address.");

    /// <summary>Reads a section.</summary>
    /// <exception cref="OptionsValidationException">A value cannot be read.</exception>
    public static T Bind<T>(IConfiguration configuration, string section)
        where T : new()
    {
        try
        {
            return configuration.GetSection(section).Get<T>() ?? new T();
        }
        catch (InvalidOperationException unreadable)
        {
            // The binder repeats the value, which may be a secret in the wrong place: only the setting is named.
            var setting = unreadable.Message.Split('\'') is [_, _, _, var path, ..] ? path : section;
            var kinds = setting.EndsWith(":Kind", StringComparison.OrdinalIgnoreCase) ? $" It is one of {KindsOf(section)}." : "";
            throw Invalid($"{setting} has a value that cannot be read as what it should be.{kinds}");
        }
    }

    private static IEnumerable<string> Faults(AgentGrainsStorageOptions storage)
    {
        const string Section = AgentGrainsStorageOptions.Section;
        if (!Enum.IsDefined(storage.Kind))
            yield return $"{Section}:Kind is {(int)storage.Kind}; it is one of {string.Join(", ", Enum.GetNames<StorageKind>())}.";
        if (storage.Kind is StorageKind.PostgreSql or StorageKind.Redis && string.IsNullOrWhiteSpace(storage.ConnectionString))
            yield return $"{Section}:ConnectionString is empty, and {storage.Kind} needs one; set the environment variable AgentGrains__Storage__ConnectionString.";
        if (storage.Kind == StorageKind.Azure && string.IsNullOrWhiteSpace(storage.ConnectionString) && (storage.BlobService is null || storage.TableService is null))
            yield return $"{Section}:ConnectionString is empty; Azure needs it, or BlobService and TableService for a managed identity.";
        if (storage.StartTimeout < TimeSpan.Zero || storage.StartTimeout > TimeSpan.FromMinutes(10))
            yield return $"{Section}:StartTimeout is {storage.StartTimeout}; set it between 0 and 10 minutes.";
    }

    private static IEnumerable<string> Faults(AgentGrainsClusterOptions cluster)
    {
        const string Section = AgentGrainsClusterOptions.Section;
        if (!IsId(cluster.ClusterId) || !IsId(cluster.EffectiveServiceId))
            yield return $"{Section}:ClusterId and ServiceId are 1 to 100 letters, digits, '-', '_' or '.'.";
        if (cluster.SiloPort is < 0 or > 65535 || cluster.GatewayPort is < 0 or > 65535)
            yield return $"{Section}:SiloPort and GatewayPort are {cluster.SiloPort} and {cluster.GatewayPort}; give ports from 1 to 65,535, or 0 for a free one.";
        if (cluster.SiloPort == cluster.GatewayPort && cluster.SiloPort != 0)
            yield return $"{Section}:SiloPort and GatewayPort are both {cluster.SiloPort}; they must differ.";
        if (string.IsNullOrWhiteSpace(cluster.AdvertisedAddress) || IPAddress.TryParse(cluster.AdvertisedAddress, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            yield return $"{Section}:AdvertisedAddress is '{cluster.AdvertisedAddress}'; give the address or name under which other silos reach this one.";
        if (cluster.MissedProbes is < 1 or > 20)
            yield return $"{Section}:MissedProbes is {cluster.MissedProbes}; set it between 1 and 20.";
        foreach (var (name, value, least, most) in new[]
        {
            (nameof(cluster.ProbeTimeout), cluster.ProbeTimeout, 0.1, 60), (nameof(cluster.TableRefresh), cluster.TableRefresh, 1, 600),
            (nameof(cluster.ResponseTimeout), cluster.ResponseTimeout, 1, 600), (nameof(cluster.GatewayRefresh), cluster.GatewayRefresh, 0.5, 600),
        })
        {
            if (value.TotalSeconds < least || value.TotalSeconds > most)
                yield return $"{Section}:{name} is {value}; set it between {least} and {most} seconds.";
        }
    }

    private static string KindsOf(string section) => string.Join(", ", section switch
    {
        AgentGrainsVectorOptions.Section => Enum.GetNames<VectorStoreKind>(),
        AgentGrainsEmbedderOptions.Section => Enum.GetNames<EmbedderKind>(),
        _ => Enum.GetNames<StorageKind>(),
    });

    private static bool IsId(string id) => id.Length is > 0 and <= 100 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static OptionsValidationException Invalid(string message) => new(nameof(ClusterSettings), typeof(ClusterSettings), [message]);
}
