using AgentGrains.Engine.Records;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Memory;

/// <summary>
/// Gives vectors to the records that have none of the current model: new ones, and all of them after the model was changed. Runs beside
/// the grain's turns; recall goes on lexically meanwhile. A model that fails is asked again after the next write.
/// </summary>
/// <remarks>Lives on its grain's scheduler.</remarks>
internal sealed partial class EmbeddingBacklog(EmbeddingModel model, MemoryState state, string tenant, IVectorSink sink, ILogger logger)
{
    private const int BatchSize = 64;

    private readonly ILogger _logger = logger;
    private bool _stopped;
    private bool _running;
    private int _done;   // every version before this one has its vector, or is gone

    /// <summary>Records still to be done.</summary>
    public int Missing => Enumerable.Range(_done, state.Versions - _done).Count(Lacks);

    /// <summary>Stops after the batch under way.</summary>
    public void Stop() => _stopped = true;

    public void Wake()
    {
        if (!_running && !_stopped)
            _ = RunAsync();
    }

    private async Task RunAsync()
    {
        _running = true;
        try
        {
            TenantContext.Set(tenant);
            await Task.Yield();
            while (!_stopped && NextBatch() is { Count: > 0 } batch)
            {
                var vectors = await model.EmbedAsync([.. batch.Select(record => record.Text)], CancellationToken.None);
                await sink.StoreVectorsAsync(
                    [.. batch.Zip(vectors, (record, vector) => new EmbeddedRecord(record.Id, model.Store(vector)))], CancellationToken.None);
            }
        }
        catch (Exception failure)
        {
            if (!_stopped)
                LogFailed(state.Scope.Key, model.Id, failure);
        }
        finally
        {
            _running = false;
        }
    }

    private List<MemoryRecord> NextBatch()
    {
        while (_done < state.Versions && !Lacks(_done))
            _done++;
        var batch = new List<MemoryRecord>(BatchSize);
        for (var ordinal = _done; ordinal < state.Versions && batch.Count < BatchSize; ordinal++)
        {
            if (Lacks(ordinal))
                batch.Add(state[ordinal]!);
        }

        return batch;
    }

    private bool Lacks(int ordinal) => state[ordinal] is { Lineage.RetiredAt: null, Status: not EpistemicStatus.Quarantined } record && record.Vector?.Model != model.Id;

    [LoggerMessage(10, LogLevel.Warning, "Embedding records of '{Scope}' with model '{Model}' failed; recall goes on without their vectors")]
    private partial void LogFailed(string scope, string model, Exception failure);
}
