using AgentGrains.Storage.PostgreSql;
using AgentGrains.Storage.Sqlite;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Orleans.Runtime.MembershipService;

namespace AgentGrains.Silo;

/// <summary>
/// Tells faults of configuration and surroundings, which a message explains, from faults of the program, which need a stack trace.
/// </summary>
internal static class StartFault
{
    /// <summary>What to tell the operator; null when the exception is a fault of the program.</summary>
    public static string? Explain(Exception? exception) => exception switch
    {
        null => null,
        OptionsValidationException invalid => string.Join(Environment.NewLine, invalid.Failures),
        InvalidConfigurationException or SqliteStorageException or PostgreSqlStorageException or OrleansConfigurationException => exception.Message,
        OrleansClusterConnectivityCheckFailedException =>
            $"This silo and active silos of its cluster do not reach each other, and only silos that do may serve the same memories. {exception.Message} "
            + "Set AgentGrains:Cluster:AdvertisedAddress and SiloPort of every silo to where the others reach it, and let those ports through; if this is another deployment, give it an AgentGrains:Cluster:ClusterId of its own.",
        IOException { InnerException: AddressInUseException } =>
            $"{exception.Message} Stop what listens there, or choose another address with --urls.",
        _ => Explain(exception.InnerException),
    };
}
