using AgentGrains.Engine.Tenants;

namespace AgentGrains.Runtime.Tenants;

/// <summary>The one account of a tenant's calls and inference tokens. In RAM: after its grain moves, one more burst may be drawn.</summary>
/// <remarks>For one grain: calls may interleave, but not run at once.</remarks>
internal sealed class TenantMeter(TimeProvider clock)
{
    private const int LeasesPerSecond = 10;   // a silo draws at most a tenth of a second's calls ahead
    private const int AdvancesPerMinute = 60;

    private readonly long _start = clock.GetTimestamp();
    private readonly TokenBucket _requests = new();
    private readonly TokenBucket _tokens = new();

    private TimeSpan Now => clock.GetElapsedTime(_start);

    public TenantLease Lease(TenantLimits limits, LeaseRequest request)
    {
        var (requests, requestsWait) = LeaseRequests(limits, request.Requests);
        var (tokens, tokensWait) = LeaseTokens(limits, request);
        return new TenantLease(limits, requests, tokens, requestsWait, tokensWait);
    }

    public long? RequestsLeft(TenantLimits limits) => limits.RequestsPerSecond is { } rate ? _requests.Left(rate, rate, Now) : null;

    public long? TokensLeft(TenantLimits limits) => limits.InferenceTokensPerMinute is { } rate ? _tokens.Left(rate / 60.0, rate, Now) : null;

    private (int Taken, TimeSpan Wait) LeaseRequests(TenantLimits limits, int waiting)
    {
        if (waiting == 0 || limits.RequestsPerSecond is not { } rate)
            return (waiting, default);
        var taken = (int)_requests.Take(1, Math.Max(1, Math.Min(waiting, rate) + rate / LeasesPerSecond), rate, rate, Now, out var wait);

        // Whoever is refused comes back for more than one call, so that refusing costs little beside admitting.
        return (taken, taken > 0 ? default : wait + TimeSpan.FromSeconds(0.5 / LeasesPerSecond));
    }

    private (long Taken, TimeSpan Wait) LeaseTokens(TenantLimits limits, LeaseRequest request)
    {
        if (limits.InferenceTokensPerMinute is not { } rate)
            return (request.Tokens, default);
        if (request.Settled != 0)
            _tokens.Settle(request.Settled, rate / 60.0, rate, Now);
        if (request.Tokens == 0)
            return default;
        var taken = _tokens.Take(request.Tokens, request.Tokens + rate / AdvancesPerMinute, rate / 60.0, rate, Now, out var wait);
        return (taken, wait);
    }
}
