using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace AgentGrains.Silo;

/// <summary>The requests that this server works on at once, counted for each tenant alone. Thread-safe.</summary>
internal sealed class RequestSlots : IDisposable
{
    private readonly PartitionedRateLimiter<string> _slots;

    public RequestSlots(IOptions<SiloOptions> options)
    {
        Most = options.Value.MaxConcurrentRequests;
        _slots = PartitionedRateLimiter.Create<string, string>(tenant => RateLimitPartition.GetConcurrencyLimiter(tenant, _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = Most,
            QueueLimit = Most,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }));
    }

    /// <summary>Slots of one tenant.</summary>
    public int Most { get; }

    /// <summary>Waits for a slot; dispose of the lease to give it back. One that was not acquired means that too many wait already.</summary>
    public ValueTask<RateLimitLease> AcquireAsync(string tenant, CancellationToken cancellationToken) => _slots.AcquireAsync(tenant, 1, cancellationToken);

    public void Dispose() => _slots.Dispose();
}
