using AgentGrains.Runtime;
using Orleans.Storage;

namespace AgentGrains.Silo;

/// <summary>Ready when the silo is an active member of its cluster and the storage of journals answers a read.</summary>
internal sealed partial class SiloReadiness(
    ISiloStatusOracle silo, [FromKeyedServices(StorageNames.Journal)] IGrainStorage storage, ILogger<SiloReadiness> logger, TimeProvider clock,
    IVectorStore? vectors = null) : IReadiness
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly VectorOwner Nobody = new(Scope.User("readiness", "probe"), MemoryType.Episodic);
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

    public async ValueTask<string?> WhatIsMissingAsync(CancellationToken cancellationToken)
    {
        if (vectors is null)
            return null;
        using var deadline = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await vectors.ReadCursorAsync(Nobody, "readiness", 0, either.Token).AsTask().WaitAsync(either.Token);
            return null;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return "The vector store does not answer: recall goes on by words, and erasures wait for it.";   // which the runtime logs
        }
    }

    [LoggerMessage(LogLevel.Warning, "The readiness probe could not read from storage")]
    private static partial void LogStorageFailed(ILogger logger, Exception exception);
}
