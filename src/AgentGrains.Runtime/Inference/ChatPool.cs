using AgentGrains.Inference;
using AgentGrains.Inference.Batching;
using AgentGrains.Inference.Pool;
using AgentGrains.Inference.Resilience;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Inference;

/// <summary>One chat model of one silo and everybody who asks it: so many calls at once, fairly, charged to its tenant.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ChatPool : IAsyncDisposable, IDisposable
{
    /// <summary>Key of the backend among the services; without a key, the same service is the pool.</summary>
    public const string BackendKey = "agentgrains.chat";

    private const int ExpectedAnswer = 256;   // tokens, when the options set no limit

    private readonly FairGate _gate;
    private readonly TimeSpan _patience;

    public ChatPool(
        [FromKeyedServices(BackendKey)] IChatClient backend, IOptions<InferencePoolOptions> options, IOptions<BackendOptions> calls,
        TimeProvider clock, ILogger<ChatPool> logger)
    {
        _patience = options.Value.ChatDeadline;
        var traits = backend.GetService(typeof(BackendTraits)) as BackendTraits ?? new BackendTraits { Lanes = 8 };
        IsImmediate = traits.IsImmediate;
        // An answer takes as long as it takes: only the whole has a deadline.
        Backend = IsImmediate ? backend : new GuardedChatClient(backend, calls.Value with { AttemptTimeout = _patience, TotalTimeout = _patience, HedgeAfter = null }, clock, logger);
        ModelId = backend.GetService(typeof(ChatClientMetadata)) is ChatClientMetadata { DefaultModelId: { } id } metadata ? $"{metadata.ProviderName}:{id}" : "";
        _gate = new FairGate("chat", options.Value, options.Value.Lanes > 0 ? options.Value.Lanes : traits.Lanes, clock);
    }

    public IChatClient Backend { get; }

    public bool IsImmediate { get; }

    /// <summary>Names the model; empty when it does not say.</summary>
    public string ModelId { get; }

    /// <summary>Waits for a turn to call the backend, which charges the tenant itself: only it knows what the answer cost.</summary>
    public ValueTask<FairGate.Turn> EnterAsync(string tenant, IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var tokens = messages.Sum(static message => (long)LengthBuckets.EstimateTokens(message.Text)) + (options?.MaxOutputTokens ?? ExpectedAnswer);
        return _gate.EnterAsync(new PoolCall(tenant, Patience: _patience), (int)Math.Min(tokens, int.MaxValue), cancellationToken);
    }

    public ValueTask DisposeAsync() => _gate.DisposeAsync();

    public void Dispose()
    {
        // Nothing runs that its caller does not end.
    }
}
