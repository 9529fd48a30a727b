using AgentGrains.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AgentGrains.Hosting;

/// <summary>Membership, grain state and reminders in Redis.</summary>
internal static class RedisRegistration
{
    private const int TimeoutMilliseconds = 5_000;

    public static ISiloBuilder UseRedis(this ISiloBuilder silo, AgentGrainsStorageOptions storage)
    {
        var connection = Parse(storage);
        silo.Services.AddSingleton(TimeProvider.System);
        silo.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services =>
            ActivatorUtilities.CreateInstance<RedisAtStart>(services, connection, storage)));

        // The provider is registered under its name for its options, and then wrapped.
        silo.AddRedisGrainStorage(StorageNames.Journal, options => (options.ConfigurationOptions, options.DeleteStateOnClear) = (connection, true));
        var provider = silo.Services.Last(service => service.ServiceType == typeof(Orleans.Storage.IGrainStorage) && Equals(service.ServiceKey, StorageNames.Journal));
        silo.Services.Remove(provider);
        silo.Services.AddKeyedSingleton<Orleans.Storage.IGrainStorage>(StorageNames.Journal, (services, name) =>
            new TranslatedStorage((Orleans.Storage.IGrainStorage)provider.KeyedImplementationFactory!(services, name)));
        return silo
            .UseRedisClustering(options => options.ConfigurationOptions = connection)
            .UseRedisReminderService(options => options.ConfigurationOptions = connection);
    }

    public static IClientBuilder UseRedis(this IClientBuilder client, AgentGrainsStorageOptions storage)
    {
        var connection = Parse(storage);
        return client.UseRedisClustering(options => options.ConfigurationOptions = connection);
    }

    public static ConfigurationOptions Parse(AgentGrainsStorageOptions storage)
    {
        try
        {
            var connection = ConfigurationOptions.Parse(storage.ConnectionString);
            if (connection.EndPoints.Count == 0)
                throw new ArgumentException("it names no server");

            // A server that restarts is waited for, and a call to it fails within the time of a call.
            connection.AbortOnConnectFail = false;
            (connection.ConnectTimeout, connection.AsyncTimeout, connection.SyncTimeout) = (TimeoutMilliseconds, TimeoutMilliseconds, TimeoutMilliseconds);
            connection.ClientName ??= "agentgrains";
            return connection;
        }
        catch (Exception invalid) when (invalid is ArgumentException or FormatException)
        {
            throw new OptionsValidationException(nameof(RedisRegistration), typeof(RedisRegistration),
                [$"{AgentGrainsStorageOptions.Section}:ConnectionString cannot be read as one of Redis; it looks like 'cache:6379,password=…'."]);
        }
    }
}
