using AgentGrains.Runtime;
using AgentGrains.Runtime.Journal;
using AgentGrains.Storage.PostgreSql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace AgentGrains.Hosting;

/// <summary>Turns the section Storage into providers of membership, grain state and reminders.</summary>
internal static class StorageRegistration
{
    public static ISiloBuilder UseStorage(this ISiloBuilder silo, AgentGrainsStorageOptions storage, AgentGrainsClusterOptions cluster, string dataDirectory)
    {
        if (storage.IsShared)
        {
            silo.UseMembership(cluster);
            silo.Services.AddKeyedSingleton<IGrainStorageSerializer, JournalBlobSerializer>(StorageNames.Journal);
        }

        return storage.Kind switch
        {
            StorageKind.PostgreSql => silo.UsePostgreSql(StorageNames.Journal, options => Configure(options, storage)),
            StorageKind.Redis => silo.UseRedis(storage),
            StorageKind.Azure => UseAzure(silo, storage),
            StorageKind.Memory => UseMemory(silo),
            _ => silo.UseOwnPorts().UseEmbeddedStorage(dataDirectory),
        };
    }

    public static IClientBuilder UseStorage(this IClientBuilder client, AgentGrainsStorageOptions storage) => storage.Kind switch
    {
        StorageKind.PostgreSql => client.UsePostgreSql(options => Configure(options, storage)),
        StorageKind.Redis => client.UseRedis(storage),
        StorageKind.Azure => UseAzure(client, storage),
        _ => throw Invalid($"{AgentGrainsStorageOptions.Section}:Kind is {storage.Kind}, whose silo serves its own process only; a client of another process needs PostgreSql, Redis or Azure."),
    };

    public static PostgreSqlOptions PostgreSql(AgentGrainsStorageOptions storage)
    {
        var options = new PostgreSqlOptions();
        Configure(options, storage);
        return options;
    }

    /// <summary>One silo that only its own process speaks to: it listens on a free port of this machine and has no gateway.</summary>
    public static ISiloBuilder UseOwnPorts(this ISiloBuilder silo) => silo
        .UseLocalhostClustering(siloPort: MembershipRegistration.FreePort(System.Net.IPAddress.Loopback), gatewayPort: 0)
        .Configure<EndpointOptions>(endpoint => endpoint.GatewayPort = 0);

    private static void Configure(PostgreSqlOptions options, AgentGrainsStorageOptions storage) =>
        (options.ConnectionString, options.Schema, options.MigrateAtStart, options.StartTimeout) =
            (storage.ConnectionString, storage.Schema, storage.MigrateAtStart, storage.StartTimeout);

    private static ISiloBuilder UseMemory(ISiloBuilder silo)
    {
        silo.Services.AddHostedService<ForgetfulWarning>();
        return silo.UseOwnPorts().AddMemoryGrainStorage(StorageNames.Journal).UseInMemoryReminderService();
    }

#if CLOUD_PACKAGES
    private static ISiloBuilder UseAzure(ISiloBuilder silo, AgentGrainsStorageOptions storage) => silo.UseAzureStorage(storage);

    private static IClientBuilder UseAzure(IClientBuilder client, AgentGrainsStorageOptions storage) => client.UseAzureStorage(storage);
#else
    private static ISiloBuilder UseAzure(ISiloBuilder _, AgentGrainsStorageOptions storage) => throw NotBuilt(storage);

    private static IClientBuilder UseAzure(IClientBuilder _, AgentGrainsStorageOptions storage) => throw NotBuilt(storage);

    private static OptionsValidationException NotBuilt(AgentGrainsStorageOptions storage) => Invalid(
        $"{AgentGrainsStorageOptions.Section}:Kind is {storage.Kind}, which this build does not contain; build with -p:CloudPackages=true, or choose PostgreSql or Redis.");
#endif

    private static OptionsValidationException Invalid(string message) => new(nameof(StorageRegistration), typeof(StorageRegistration), [message]);
}
