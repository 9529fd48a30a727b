using AgentGrains.Inference;
using AgentGrains.Inference.Batching;
using AgentGrains.Inference.Metrics;
using AgentGrains.Inference.Pool;
using AgentGrains.Inference.Resilience;
using AgentGrains.Runtime.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Inference;

/// <summary>The embedding model of this silo, and the one before it while calls to it end.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class EmbeddingModels : IEmbeddingModels, IAsyncDisposable, IDisposable
{
    /// <summary>Key of the backend among the services; without a key, the same service is the pool.</summary>
    public const string Backend = "agentgrains.embedding";

    private readonly InferencePoolOptions _options;
    private readonly IInferenceBudget _budget;
    private readonly VectorOptions _vectors;
    private readonly TimeProvider _clock;
    private readonly RemotePools _remote;
    private readonly BackendOptions _calls;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _changing = new(1);
    private volatile EmbeddingModel _current;
    private volatile EmbeddingModel? _before;

    public EmbeddingModels(
        [FromKeyedServices(Backend)] IEmbeddingGenerator<string, Embedding<float>> backend, IOptions<InferencePoolOptions> options,
        IOptions<BackendOptions> calls, IInferenceBudget budget, IOptions<VectorOptions> vectors, TimeProvider clock, RemotePools remote, ILogger<EmbeddingModels> logger)
    {
        (_options, _calls, _budget, _vectors, _clock, _remote, _logger) = (options.Value, calls.Value, budget, vectors.Value, clock, remote, logger);
        _current = Make(backend);
        Generator = new PooledEmbeddingGenerator(this);
    }

    /// <summary>Raised after a change, on no particular thread.</summary>
    public event Action? Changed;

    /// <summary>What user code embeds with.</summary>
    public PooledEmbeddingGenerator Generator { get; }

    public EmbeddingModel Current => _current;

    public string CurrentId => _current.Id;

    /// <summary>The model of an id, while this silo serves it.</summary>
    public EmbeddingModel? Serving(string id) => _current is { } current && current.Id == id ? current : _before is { } before && before.Id == id ? before : null;

    public async Task<string> ChangeAsync(IEmbeddingGenerator<string, Embedding<float>> generator, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(generator);
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var next = Make(generator);
            if (next.Id == _current.Id)
                throw new ArgumentException($"The model '{next.Id}' serves already; a changed model needs an id of its own.", nameof(generator));
            await next.Pool.EmbedAsync(new PoolCall(PoolTenant.Host), ["Warm up."], cancellationToken);
            var before = _current;
            (_before, _current) = (before, next);
            LogChanged(before.Id, next.Id);
            InferenceMetrics.Count(InferenceMetrics.Swaps, "model", next.Id);
            _ = RetireAsync(before);
            Changed?.Invoke();
            return next.Id;
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _current.Pool.DisposeAsync();
        if (_before is { } before)
            await before.Pool.DisposeAsync();
        _changing.Dispose();
    }

    public void Dispose()
    {
        _current.Pool.Close();
        _before?.Pool.Close();
        _changing.Dispose();
    }

    // What computes in this process needs no guard.
    private EmbeddingModel Make(IEmbeddingGenerator<string, Embedding<float>> backend)
    {
        if (backend.GetService(typeof(BackendTraits)) is not BackendTraits { IsImmediate: true })
            backend = new GuardedEmbeddingGenerator(backend, _calls, _clock, _logger);
        return new EmbeddingModel(new EmbeddingPool(backend, _options, _budget, _clock), backend, _remote, _vectors);
    }

    // Who holds the model may still call it for a moment; what is queued then still ends.
    private async Task RetireAsync(EmbeddingModel model)
    {
        try
        {
            await Task.Delay(_options.Deadline, _clock);
            if (_before == model)
                _before = null;
            await model.Pool.DisposeAsync();
        }
        catch (Exception failure)
        {
            LogNotRetired(model.Id, failure);
        }
    }

    [LoggerMessage(62, LogLevel.Information, "The embedding model '{Before}' was changed for '{Model}'; memories in use embed their records again")]
    private partial void LogChanged(string before, string model);

    [LoggerMessage(63, LogLevel.Warning, "The embedding model '{Model}' could not be put away")]
    private partial void LogNotRetired(string model, Exception failure);
}
