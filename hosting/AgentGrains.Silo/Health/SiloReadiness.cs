using AgentGrains.Runtime;
using Orleans.Storage;

namespace AgentGrains.Silo;

/// <summary>Ready when the silo is an active member of its cluster and the storage of journals answers a read.</summary>
internal sealed partial class SiloReadiness(
    ISiloStatusOracle silo, [FromKeyedServices(StorageNames.Journal)] IGrainStorage storage, ILogger<SiloReadiness> logger) : IReadiness
{
    private static readonly GrainId Probe = GrainId.Create("readiness", "probe");

    public async ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        if (silo.CurrentStatus != SiloStatus.Active)
            return $"The silo is {silo.CurrentStatus}.";

        try
        {
            await storage.ReadStateAsync("readiness", Probe, new GrainState<object>()).WaitAsync(cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogStorageFailed(logger, exception);
            return "Storage does not answer; the server's log has the details.";
        }
    }

    [LoggerMessage(LogLevel.Warning, "The readiness probe could not read from storage")]
    private static partial void LogStorageFailed(ILogger logger, Exception exception);
}
