using System.Collections.Concurrent;
using AgentGrains.Engine.Guard;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Guard;

/// <summary>
/// This silo's copies of its tenants' ledgers. A write finds the copy here and waits for nothing: one that has grown old is renewed beside the
/// writes, and only the first use of a tenant asks its guard.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class GuardLeases(IGrainFactory grains, IOptions<GuardOptions> options, TimeProvider clock, ILogger<GuardLeases> logger)
{
    private const int MostTenants = 100_000;
    private const int Stale = 30;   // lease ages after which a copy is not used before it is renewed

    private readonly ConcurrentDictionary<string, Copy> _copies = new(StringComparer.Ordinal);
    private readonly ILogger _logger = logger;

    /// <summary>Null when this silo does not guard, or the tenant's guard is off.</summary>
    public ValueTask<Ledger?> FindAsync(string tenant)
    {
        if (!options.Value.Enabled)
            return new((Ledger?)null);
        if (!_copies.TryGetValue(tenant, out var copy))
            return FirstAsync(tenant);
        var age = clock.GetElapsedTime(copy.RenewedAt);
        if (age > options.Value.LeaseAge * Stale)
            return FirstAsync(tenant);
        if (age > options.Value.LeaseAge && Interlocked.Exchange(ref copy.Renewing, 1) == 0)
            _ = RenewAsync(tenant, copy);
        return new(Effective(copy.Ledger));
    }

    /// <summary>Forgets a copy, so that what was just decided holds here at once.</summary>
    public void Forget(string tenant) => _copies.TryRemove(tenant, out _);

    private static Ledger? Effective(Ledger ledger) => ledger.Lease.Policy.Mode == GuardMode.Off ? null : ledger;

    private async ValueTask<Ledger?> FirstAsync(string tenant)
    {
        var known = _copies.GetValueOrDefault(tenant);
        return await RenewAsync(tenant, known) is { } ledger ? Effective(ledger) : Effective(known?.Ledger ?? Ledger.Empty);
    }

    private async Task<Ledger?> RenewAsync(string tenant, Copy? copy)
    {
        try
        {
            TenantContext.Set(tenant);
            var lease = await grains.GetGrain<IGuardGrain>(tenant).LeaseAsync(copy?.Ledger.Lease.Version ?? -1, CancellationToken.None);
            var ledger = lease is null ? copy!.Ledger : new Ledger(lease);
            if (_copies.Count >= MostTenants)
                _copies.Clear();
            _copies[tenant] = new Copy(ledger, clock.GetTimestamp());
            return ledger;
        }
        catch (Exception failure)
        {
            // The signals of the text hold without a ledger; a guard that cannot be reached must not stop a tenant's writes.
            LogNoLease(tenant, failure);
            if (copy is not null)
                Interlocked.Exchange(ref copy.Renewing, 0);
            return null;
        }
    }

    [LoggerMessage(60, LogLevel.Warning, "The guard of '{Tenant}' did not answer; the last known copy of its ledger is used")]
    private partial void LogNoLease(string tenant, Exception failure);

    private sealed class Copy(Ledger ledger, long renewedAt)
    {
        public int Renewing;

        public Ledger Ledger { get; } = ledger;

        public long RenewedAt { get; } = renewedAt;
    }
}
