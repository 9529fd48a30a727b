using System.Collections.Concurrent;
using AgentGrains.Runtime.Encryption;
using AgentGrains.Runtime.Inference;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Tenants;

/// <summary>What this silo has drawn from each tenant it serves. Thread-safe.</summary>
internal sealed partial class TenantShares(IGrainFactory grains, IOptions<TenantOptions> options, TimeProvider clock, TenantKeyring keys, ILogger<TenantShares> logger) : IInferenceBudget
{
    private const int SweepAt = 10_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;
    private readonly ConcurrentDictionary<string, TenantShare> _shares = new(StringComparer.Ordinal);
    private int _sweepAt = SweepAt;

    /// <inheritdoc cref="TenantShare.AdmitAsync"/>
    public ValueTask AdmitAsync(string tenant) => Of(tenant).AdmitAsync();

    /// <inheritdoc cref="TenantShare.LimitsAsync"/>
    public ValueTask<TenantLimits> LimitsAsync(string tenant) => Of(tenant).LimitsAsync();

    public ValueTask SpendAsync(string tenant, InferenceKind kind, long tokens, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        if (tenant == PoolTenant.Host)
            return ValueTask.CompletedTask;   // the host's own work is nobody's
        return Of(ScopeNames.RequireTenant(tenant)).SpendAsync(tokens, cancellationToken);
    }

    public void Settle(string tenant, InferenceKind kind, long difference)
    {
        if (tenant != PoolTenant.Host)
            Of(ScopeNames.RequireTenant(tenant)).Settle(difference);
    }

    /// <summary>Makes this silo ask the tenant again at the next call.</summary>
    public void Forget(string tenant)
    {
        if (_shares.TryGetValue(tenant, out var share))
            share.Forget();
    }

    private TenantShare Of(string tenant) => _shares.TryGetValue(tenant, out var share) ? share : Add(tenant);

    private TenantShare Add(string tenant)
    {
        if (_shares.Count >= _sweepAt)
        {
            foreach (var (name, share) in _shares)
            {
                if (share.IsForgotten)
                    _shares.TryRemove(name, out _);
            }

            _sweepAt = Math.Max(SweepAt, 2 * _shares.Count);
        }

        return _shares.GetOrAdd(tenant, name => new TenantShare(name, request => LeaseAsync(name, request), clock, options.Value.RefreshPeriod));
    }

    private async Task<TenantLease> LeaseAsync(string tenant, LeaseRequest request)
    {
        TenantContext.Set(tenant);
        try
        {
            var lease = await grains.GetGrain<ITenantGrain>(tenant).AsReference<ITenantAllotments>().LeaseAsync(request).AsTask().WaitAsync(Deadline, clock);
            if (lease.IsKeyDestroyed)
                keys.Destroyed(tenant);
            return lease;
        }
        catch (Exception failure)
        {
            // A tenant that cannot be asked is not shut out: room is reserved durably whatever happens here, and rates are a courtesy.
            LogNotAsked(tenant, failure);
            return new TenantLease(new TenantLimits(), request.Requests, request.Tokens, default, default);
        }
    }

    [LoggerMessage(50, LogLevel.Warning, "The limits of tenant '{Tenant}' could not be asked for; its calls go on without them for now")]
    private partial void LogNotAsked(string tenant, Exception failure);
}
