using System.Collections.Concurrent;

namespace AgentGrains.Runtime.Client;

/// <summary>
/// Until when each tenant's calls would be refused for their rate: they are refused here until then, so that a caller who does not listen
/// costs its silo nothing. Thread-safe.
/// </summary>
internal sealed class Refusals(TimeProvider clock)
{
    private const int Most = 1_000;
    private readonly ConcurrentDictionary<string, (long At, TimeSpan For, long Value)> _refused = new(StringComparer.Ordinal);

    /// <exception cref="LimitExceededException">The tenant's calls would still be refused.</exception>
    public void ThrowIfRefused(string? tenant)
    {
        if (_refused.IsEmpty || tenant is null || !_refused.TryGetValue(tenant, out var refusal))
            return;
        var left = refusal.For - clock.GetElapsedTime(refusal.At);
        if (left > TimeSpan.Zero)
        {
            throw new LimitExceededException(
                nameof(TenantLimits.RequestsPerSecond), refusal.Value,
                $"The tenant's limit, {nameof(TenantLimits)}.{nameof(TenantLimits.RequestsPerSecond)}, is {refusal.Value:N0} and used up for now; try again in {left.TotalSeconds:0.###} seconds.")
            {
                RetryAfter = left,
            };
        }

        _refused.TryRemove(KeyValuePair.Create(tenant, refusal));
    }

    /// <summary>Remembers a refusal for its rate; others concern one call alone.</summary>
    public void Remember(string? tenant, LimitExceededException refusal)
    {
        if (tenant is null || refusal.Limit != nameof(TenantLimits.RequestsPerSecond))
            return;
        if (_refused.Count >= Most)
            _refused.Clear();
        _refused[tenant] = (clock.GetTimestamp(), refusal.RetryAfter!.Value, refusal.Value);
    }
}
