using System.IO.Hashing;
using System.Text;
using AgentGrains.Runtime;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace AgentGrains.Hosting;

/// <summary>Grain state in Azure blobs, membership and reminders in Azure tables.</summary>
internal static class AzureRegistration
{
    private const int LongestContainer = 63;

    public static ISiloBuilder UseAzureStorage(this ISiloBuilder silo, AgentGrainsStorageOptions storage)
    {
        var (blobs, tables) = Connect(storage);

        // A blob's name is made of state, grain type and key; whose it is, its container says.
        silo.AddAzureBlobGrainStorage(StorageNames.Journal, (OptionsBuilder<AzureBlobStorageOptions> options) => options.Configure<IOptions<ClusterOptions>>((blob, cluster) =>
            (blob.BlobServiceClient, blob.ContainerName, blob.DeleteStateOnClear) = (blobs, Container(cluster.Value.ServiceId), true)));
        var provider = silo.Services.Last(service => service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, StorageNames.Journal));
        silo.Services.Remove(provider);
        silo.Services.AddKeyedSingleton<IGrainStorage>(StorageNames.Journal, (services, name) =>
            new TranslatedStorage((IGrainStorage)provider.KeyedImplementationFactory!(services, name)));
        return silo
            .UseAzureStorageClustering(options => options.TableServiceClient = tables)
            .UseAzureTableReminderService(options => options.TableServiceClient = tables);
    }

    public static IClientBuilder UseAzureStorage(this IClientBuilder client, AgentGrainsStorageOptions storage)
    {
        var (_, tables) = Connect(storage);
        return client.UseAzureStorageClustering(options => options.TableServiceClient = tables);
    }

    /// <summary>A container's name: lower-case letters, digits and single hyphens; whatever had to be changed is told apart by a hash.</summary>
    public static string Container(string service)
    {
        var plain = $"agentgrains-{service}";
        var allowed = plain.Length <= LongestContainer && !plain.EndsWith('-') && !plain.Contains("--", StringComparison.Ordinal)
            && plain.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
        return allowed ? plain : $"agentgrains-x{Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(service)))}";
    }

    private static (BlobServiceClient Blobs, TableServiceClient Tables) Connect(AgentGrainsStorageOptions storage)
    {
        try
        {
            if (!string.IsNullOrWhiteSpace(storage.ConnectionString))
                return (new BlobServiceClient(storage.ConnectionString), new TableServiceClient(storage.ConnectionString));
            var identity = new DefaultAzureCredential();
            return (new BlobServiceClient(storage.BlobService!, identity), new TableServiceClient(storage.TableService!, identity));
        }
        catch (Exception invalid) when (invalid is FormatException or ArgumentException)
        {
            throw new OptionsValidationException(nameof(AzureRegistration), typeof(AzureRegistration),
                [$"{AgentGrainsStorageOptions.Section}:ConnectionString cannot be read as one of Azure Storage; copy it from the account's access keys."]);
        }
    }
}
