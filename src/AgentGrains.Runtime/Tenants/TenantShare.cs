namespace AgentGrains.Runtime.Tenants;

/// <summary>What one silo has drawn from one tenant: limits it may go by for a while, calls it may let through, tokens it may spend.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class TenantShare(string tenant, Func<LeaseRequest, Task<TenantLease>> lease, TimeProvider clock, TimeSpan refreshPeriod)
{
    private static readonly TimeSpan DrawnFor = TimeSpan.FromSeconds(1);   // what was drawn and not used by then is gone
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private TenantLimits? _limits;
    private Task? _leasing;
    private long _learntAt;
    private long _drawnAt;
    private int _requests;
    private int _waiting;
    private long _tokens;
    private long _tokensAsked;
    private long _unsettled;
    private long _requestsRefusedAt;
    private TimeSpan _requestsRefusedFor;
    private TimeSpan _tokensRefusedFor;
    private bool _isClosed;

    /// <summary>Lets one call through.</summary>
    /// <exception cref="LimitExceededException">The tenant's calls of this second are used up.</exception>
    /// <exception cref="WriteUncertainException">The tenant is closed.</exception>
    public ValueTask AdmitAsync()
    {
        lock (_gate)
        {
            if (TryAdmit(out var refresh))
            {
                if (refresh)
                    Lease();
                return ValueTask.CompletedTask;
            }
        }

        return AdmitLaterAsync();
    }

    /// <summary>The tenant's limits, as they were within the refresh period.</summary>
    public async ValueTask<TenantLimits> LimitsAsync()
    {
        while (true)
        {
            Task leasing;
            lock (_gate)
            {
                if (_limits is { } limits && Age() < refreshPeriod)
                    return limits;
                leasing = Lease();
                if (_limits is { } stale && Age() < 2 * refreshPeriod)
                    return stale;
            }

            await leasing;
        }
    }

    /// <summary>Takes inference tokens.</summary>
    /// <exception cref="LimitExceededException">The tenant's tokens of this minute are used up.</exception>
    public async ValueTask SpendAsync(long tokens, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            Task leasing;
            lock (_gate)
            {
                DropStale();
                if (IsKnown && _limits!.InferenceTokensPerMinute is null)
                    return;
                if (IsKnown && _tokens >= tokens)
                {
                    _tokens -= tokens;
                    return;
                }

                if (tries > 0 && _tokensRefusedFor > TimeSpan.Zero)
                    throw Refusal(nameof(TenantLimits.InferenceTokensPerMinute), _limits!.InferenceTokensPerMinute!.Value, _tokensRefusedFor);
                _tokensAsked += tokens;
                leasing = Lease();
            }

            await leasing.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Puts what was used beyond what was taken on the next draw's bill.</summary>
    public void Settle(long difference)
    {
        lock (_gate)
            _unsettled += difference;
    }

    /// <summary>Makes the next call ask again.</summary>
    public void Forget()
    {
        lock (_gate)
            (_learntAt, _requestsRefusedFor, _limits) = (0, default, null);
    }

    /// <summary>Whether nobody has asked for long.</summary>
    public bool IsForgotten
    {
        get
        {
            lock (_gate)
                return _leasing is null && Age() > Forgotten;
        }
    }

    private bool IsKnown => _limits is not null && Age() < 2 * refreshPeriod;

    private TimeSpan Age() => _learntAt == 0 ? TimeSpan.MaxValue : clock.GetElapsedTime(_learntAt);

    private bool TryAdmit(out bool refresh)
    {
        refresh = false;
        if (!IsKnown || (_isClosed && Age() >= refreshPeriod))
            return false;
        if (_isClosed)
            throw TenantGate.Closed(tenant);
        if (_limits!.RequestsPerSecond is not { } rate)
        {
            refresh = Age() >= refreshPeriod;
            return true;
        }

        DropStale();
        if (_requests > 0)
        {
            _requests--;
            refresh = _requests == rate / 20;   // half of what is drawn ahead is gone
            return true;
        }

        if (_requestsRefusedFor > TimeSpan.Zero && clock.GetElapsedTime(_requestsRefusedAt) is var passed && passed < _requestsRefusedFor)
            throw Refusal(nameof(TenantLimits.RequestsPerSecond), rate, _requestsRefusedFor - passed);
        return false;
    }

    private async ValueTask AdmitLaterAsync()
    {
        while (true)
        {
            Task leasing;
            lock (_gate)
            {
                if (TryAdmit(out _))
                    return;
                _waiting++;
                leasing = Lease();
            }

            try
            {
                await leasing;
            }
            finally
            {
                lock (_gate)
                    _waiting--;
            }
        }
    }

    private void DropStale()
    {
        if (_drawnAt != 0 && clock.GetElapsedTime(_drawnAt) > DrawnFor)
            (_requests, _tokens, _drawnAt) = (0, 0, 0);
    }

    // One draw at a time: whoever comes meanwhile is counted into the next.
    private Task Lease() => _leasing ??= Task.Run(LeaseOnceAsync);

    private async Task LeaseOnceAsync()
    {
        LeaseRequest request;
        lock (_gate)
        {
            request = new LeaseRequest(Math.Max(1, _waiting), _tokensAsked, _unsettled);
            (_tokensAsked, _unsettled) = (0, 0);
        }

        try
        {
            Take(await lease(request));
        }
        finally
        {
            lock (_gate)
                _leasing = null;
        }
    }

    private void Take(TenantLease drawn)
    {
        lock (_gate)
        {
            DropStale();
            if (drawn.Limits != _limits)
                _limits = drawn.Limits;   // the same instance while they stay the same
            _isClosed = drawn.IsClosed;
            _learntAt = _drawnAt = clock.GetTimestamp();
            (_requests, _tokens) = (_requests + drawn.Requests, _tokens + drawn.Tokens);
            (_requestsRefusedAt, _requestsRefusedFor, _tokensRefusedFor) = (_drawnAt, drawn.RequestsWait, drawn.TokensWait);
        }
    }

    private static LimitExceededException Refusal(string limit, long value, TimeSpan wait)
    {
        RuntimeMetrics.TenantLimited(limit);
        return new LimitExceededException(limit, value, $"The tenant's limit, {nameof(TenantLimits)}.{limit}, is {value:N0} and used up for now; try again in {wait.TotalSeconds:0.###} seconds, or raise it with SetLimitsAsync.")
        {
            RetryAfter = wait,
        };
    }
}
