using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Governance;

/// <summary>
/// This silo's copies of its tenants' rules. A copy is good for <see cref="TenantOptions.RefreshPeriod"/>. Unlike limits and the guard's ledger it is not done without:
/// what rules hold back must not pass because nobody could say so.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class TenantRules(IGrainFactory grains, IOptions<TenantOptions> options, TimeProvider clock, ILogger<TenantRules> logger)
{
    private const int MostTenants = 100_000;

    private readonly ConcurrentDictionary<string, Copy> _copies = new(StringComparer.Ordinal);
    private readonly ILogger _logger = logger;

    /// <summary>The tenant's rules, as they were within the refresh period; later ones where nobody answers.</summary>
    /// <exception cref="WriteUncertainException">They are not known here and cannot be read; try again.</exception>
    public ValueTask<GovernanceRules> FindAsync(string tenant) =>
        _copies.TryGetValue(tenant, out var copy) && clock.GetElapsedTime(copy.ReadAt) < options.Value.RefreshPeriod ? new(copy.Rules) : ReadAsync(tenant, copy);

    /// <summary>Forgets a copy, so that what was just set holds here at once.</summary>
    public void Forget(string tenant) => _copies.TryRemove(tenant, out _);

    private async ValueTask<GovernanceRules> ReadAsync(string tenant, Copy? known)
    {
        try
        {
            TenantContext.Set(tenant);
            var rules = await grains.GetGrain<IGovernanceGrain>(tenant).GetAsync(CancellationToken.None);
            if (_copies.Count >= MostTenants)
                _copies.Clear();
            _copies[tenant] = new Copy(rules, clock.GetTimestamp());
            return rules;
        }
        catch (Exception failure) when (known is not null)
        {
            LogNotRead(tenant, failure);
            return known.Rules;
        }
        catch (Exception failure) when (failure is not TenantKeyException)
        {
            throw new WriteUncertainException($"The rules of tenant '{tenant}' cannot be read ({failure.GetType().Name}), and nothing is written without them; try again.", failure);
        }
    }

    [LoggerMessage(121, LogLevel.Warning, "The rules of '{Tenant}' could not be read; the last known ones hold")]
    private partial void LogNotRead(string tenant, Exception failure);

    private sealed record Copy(GovernanceRules Rules, long ReadAt);
}
