using AgentGrains.Engine.Records;
using AgentGrains.Inference.Pool;
using AgentGrains.Runtime.Inference;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Memory;

/// <summary>
/// Gives vectors to the records that have none of the current model: new ones, and all of them after the model was changed. Runs beside
/// the grain's turns; recall goes on lexically meanwhile. A model that fails is asked again after a pause, which grows; a text that it
/// refuses time and again is left alone until the model is changed or the memory is activated anew.
/// </summary>
/// <remarks>Lives on its grain's scheduler.</remarks>
internal sealed partial class EmbeddingBacklog
{
    private const int BatchSize = 64;
    private const int Refusals = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly EmbeddingModels _models;
    private readonly MemoryState _state;
    private readonly string _tenant;
    private readonly IVectorSink _sink;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TaskScheduler _scheduler = TaskScheduler.Current;
    private readonly TaskCompletionSource _stopped = new();
    private readonly Dictionary<int, int> _refused = [];   // by ordinal: how often
    private EmbeddingModel _model;
    private bool _running;
    private int _done;   // every version before this one has its vector, is refused, or is gone

    public EmbeddingBacklog(EmbeddingModels models, MemoryState state, string tenant, IVectorSink sink, TimeProvider clock, ILogger logger)
    {
        (_models, _state, _tenant, _sink, _clock, _logger, _model) = (models, state, tenant, sink, clock, logger, models.Current);
        models.Changed += OnChanged;
    }

    /// <summary>Records still to be done, those that the model refused included.</summary>
    public int Missing => Enumerable.Range(_done, _state.Versions - _done).Count(Lacks) + _refused.Keys.Count(ordinal => ordinal < _done && Lacks(ordinal));

    /// <summary>Stops after the batch under way.</summary>
    public void Stop()
    {
        _models.Changed -= OnChanged;
        _stopped.TrySetResult();
    }

    public void Wake()
    {
        if (!_running && !IsStopped)
            _ = RunAsync();
    }

    private void OnChanged() => _ = Task.Factory.StartNew(Wake, CancellationToken.None, TaskCreationOptions.None, _scheduler);

    private bool IsStopped => _stopped.Task.IsCompleted;

    private async Task RunAsync()
    {
        _running = true;
        try
        {
            TenantContext.Set(_tenant);
            await Task.Yield();
            for (var pause = FirstPause; !IsStopped;)
            {
                try
                {
                    if (NextBatch() is not { Count: > 0 } batch)
                        return;
                    await StoreAsync(_model, await EmbedAsync(_model, batch));
                    pause = FirstPause;
                    continue;
                }
                catch (Exception failure) when (!IsStopped)
                {
                    LogFailed(_state.Scope.Key, _model.Id, failure);
                }

                await Task.WhenAny(Task.Delay(pause, _clock), _stopped.Task);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        catch (Exception) when (IsStopped)
        {
            // The grain is going; its next activation goes on.
        }
        finally
        {
            _running = false;
        }
    }

    private async Task StoreAsync(EmbeddingModel model, List<(MemoryRecord Record, float[] Vector)> embedded)
    {
        if (embedded.Count > 0)
            await _sink.StoreVectorsAsync([.. embedded.Select(pair => new EmbeddedRecord(pair.Record.Id, model.Store(pair.Vector)))], CancellationToken.None);
    }

    private async Task<List<(MemoryRecord Record, float[] Vector)>> EmbedAsync(EmbeddingModel model, List<(int Ordinal, MemoryRecord Record)> batch)
    {
        try
        {
            var vectors = await model.EmbedAsync([.. batch.Select(item => item.Record.Text)], isBackground: true, CancellationToken.None);
            return [.. batch.Zip(vectors, static (item, vector) => (item.Record, vector))];
        }
        catch (Exception failure) when (EmbeddingPool.IsOfContent(failure) && !IsStopped)
        {
            return await EmbedOneByOneAsync(model, batch, failure);
        }
    }

    // One text that is always refused must not keep its neighbours from their vectors.
    private async Task<List<(MemoryRecord Record, float[] Vector)>> EmbedOneByOneAsync(
        EmbeddingModel model, List<(int Ordinal, MemoryRecord Record)> batch, Exception failure)
    {
        var tries = await Task.WhenAll(batch.Select(item => TryAsync(model, item.Record)));
        if (batch.Count > 1 && tries.All(static vector => vector is null))
            throw failure;   // it is the model, not the text
        var embedded = new List<(MemoryRecord, float[])>(batch.Count);
        for (var i = 0; i < tries.Length; i++)
        {
            var (ordinal, record) = batch[i];
            if (tries[i] is { } vector)
                embedded.Add((record, vector));
            else if ((_refused[ordinal] = _refused.GetValueOrDefault(ordinal) + 1) == Refusals)
                LogRefused(record.Id, _state.Scope.Key, model.Id, failure);
        }

        if (embedded.Count == 0 && !IsRefused(batch[0].Ordinal))
            throw failure;   // alone, it may be either: ask again after a pause
        return embedded;
    }

    private static async Task<float[]?> TryAsync(EmbeddingModel model, MemoryRecord record)
    {
        try
        {
            return (await model.EmbedAsync([record.Text], isBackground: true, CancellationToken.None))[0];
        }
        catch (Exception failure) when (EmbeddingPool.IsOfContent(failure))
        {
            return null;
        }
    }

    private List<(int Ordinal, MemoryRecord Record)> NextBatch()
    {
        if (_state.IsClosed)
            return [];   // it moves, and takes no vectors
        if (_models.Current != _model)
        {
            (_model, _done) = (_models.Current, 0);
            _refused.Clear();
        }

        while (_done < _state.Versions && (!Lacks(_done) || IsRefused(_done)))
            _done++;
        var batch = new List<(int, MemoryRecord)>(BatchSize);
        for (var ordinal = _done; ordinal < _state.Versions && batch.Count < BatchSize; ordinal++)
        {
            if (Lacks(ordinal) && !IsRefused(ordinal))
                batch.Add((ordinal, _state[ordinal]!));
        }

        return batch;
    }

    private bool IsRefused(int ordinal) => _refused.TryGetValue(ordinal, out var times) && times >= Refusals;

    private bool Lacks(int ordinal) => _state[ordinal] is { Lineage.RetiredAt: null, Status: not EpistemicStatus.Quarantined } record && record.Vector?.Model != _model.Id;

    [LoggerMessage(10, LogLevel.Warning, "Embedding records of '{Scope}' with model '{Model}' failed; recall goes on without their vectors")]
    private partial void LogFailed(string scope, string model, Exception failure);

    [LoggerMessage(11, LogLevel.Warning, "Record {Record} of '{Scope}' gets no vector: the model '{Model}' refuses its text")]
    private partial void LogRefused(MemoryId record, string scope, string model, Exception failure);
}
