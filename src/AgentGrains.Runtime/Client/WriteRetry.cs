using Orleans.Runtime.Messaging;
using Polly;
using Polly.Retry;

namespace AgentGrains.Runtime.Client;

/// <summary>
/// Tries a call again when a silo or storage failed in the middle of it, and only then: what was refused would be refused again.
/// Every call that goes through here is safe to repeat.
/// </summary>
internal sealed class WriteRetry(TimeProvider clock)
{
    private readonly Refusals _refusals = new(clock);
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(CanSucceedLater),
            // Delays add up to about 7 s, beside what the calls themselves take: longer than a cluster needs to miss a dead silo.
            MaxRetryAttempts = 12,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(20),
            MaxDelay = TimeSpan.FromSeconds(1),
            UseJitter = true,
        })
        .Build();

    /// <summary>Runs a call, again if need be.</summary>
    public async ValueTask<TResult> RunAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        var tenant = TenantContext.Current;
        _refusals.ThrowIfRefused(tenant);
        try
        {
            return await call(state, cancellationToken);
        }
        catch (LimitExceededException refusal) when (refusal.RetryAfter is not null)
        {
            _refusals.Remember(tenant, refusal);
            throw;
        }
        catch (Exception failure) when (CanSucceedLater(failure) && !cancellationToken.IsCancellationRequested)
        {
            // The pipeline costs microseconds that a call which succeeds at once should not pay.
            return await _pipeline.ExecuteAsync(static (run, token) => run.call(run.state, token), (call, state), cancellationToken);
        }
    }

    /// <summary>Runs a call that goes on with what was begun: one that comes too soon for its tenant's rate waits for its turn.</summary>
    public async ValueTask<TResult> RunPatientlyAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await RunAsync(call, state, cancellationToken);
            }
            catch (LimitExceededException refusal) when (refusal is { Limit: nameof(TenantLimits.RequestsPerSecond), RetryAfter: not null })
            {
                await Task.Delay(refusal.RetryAfter.Value, clock, cancellationToken);
            }
        }
    }

    private static bool CanSucceedLater(Exception failure) =>
        failure is WriteUncertainException or StorageUnavailableException or OrleansMessageRejectionException or SiloUnavailableException
            or ConnectionFailedException or TimeoutException;
}
