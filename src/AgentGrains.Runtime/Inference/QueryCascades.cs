using AgentGrains.Inference;
using AgentGrains.Inference.Cascade;
using AgentGrains.Inference.Resilience;
using AgentGrains.Runtime.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Inference;

/// <summary>
/// The cascades before this silo's embedding model, one for each tenant, as its queries shape its answers. They are learned anew by each silo
/// and after each change of the model.
/// </summary>
/// <remarks>Thread-safe. The least recently used are dropped beyond <see cref="CascadeOptions.MaxTenants"/>.</remarks>
internal sealed class QueryCascades
{
    /// <summary>Key of the cheap model among the services.</summary>
    public const string Draft = "agentgrains.draft";

    private readonly IEmbeddingGenerator<string, Embedding<float>> _draft;
    private readonly CascadeOptions _options;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _uses;

    public QueryCascades(
        [FromKeyedServices(Draft)] IEmbeddingGenerator<string, Embedding<float>> draft, IOptions<CascadeOptions> options, IOptions<RecallOptions> recall,
        IOptions<BackendOptions> calls, TimeProvider clock, ILogger<QueryCascades> logger)
    {
        (_options, _deadline, _clock) = (options.Value, recall.Value.EmbeddingDeadline, clock);
        _draft = draft.GetService(typeof(BackendTraits)) is BackendTraits { IsImmediate: true } ? draft : new GuardedEmbeddingGenerator(draft, calls.Value, clock, logger);
    }

    /// <summary>Results that two stages are compared by.</summary>
    public int TopK => _options.TopK;

    /// <summary>The cascade of a tenant before a model.</summary>
    public EmbeddingCascade Of(string tenant, EmbeddingModel model)
    {
        lock (_lock)
        {
            if (!_held.TryGetValue(tenant, out var held) || held.Model != model)
            {
                if (held is null && _held.Count >= _options.MaxTenants)
                    _held.Remove(_held.MinBy(static pair => pair.Value.LastUse).Key);
                _held[tenant] = held = new Held(model, Make(model));
            }

            held.LastUse = ++_uses;
            return held.Cascade;
        }
    }

    private EmbeddingCascade Make(EmbeddingModel model) => new(
        async (text, token) => (await _draft.GenerateAsync([text], cancellationToken: token).WaitAsync(_deadline, _clock, token))[0].Vector.ToArray(),
        async (text, token) => (await model.EmbedAsync([text], isBackground: false, token).AsTask().WaitAsync(_deadline, _clock, token))[0],
        _options, _clock);

    private sealed class Held(EmbeddingModel model, EmbeddingCascade cascade)
    {
        public EmbeddingModel Model { get; } = model;

        public EmbeddingCascade Cascade { get; } = cascade;

        public long LastUse { get; set; }
    }
}
