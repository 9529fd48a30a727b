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
    private const int ImpatientTries = 3;
    private static readonly TimeSpan Impatience = TimeSpan.FromSeconds(2);

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
    /// <param name="call">The call.</param>
    /// <param name="state">What it takes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="waits">Whether the call may well wait for something: then silence says nothing.</param>
    public async ValueTask<TResult> RunAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> call, TState state, CancellationToken cancellationToken, bool waits = false)
    {
        var tenant = TenantContext.Current;
        _refusals.ThrowIfRefused(tenant);
        try
        {
            return await AskAsync(call(state, cancellationToken), patient: waits, cancellationToken);
        }
        catch (LimitExceededException refusal) when (refusal.RetryAfter is not null)
        {
            _refusals.Remember(tenant, refusal);
            throw;
        }
        catch (Exception failure) when (CanSucceedLater(failure) && !cancellationToken.IsCancellationRequested)
        {
            // The pipeline costs microseconds that a call which succeeds at once should not pay.
            var again = new Again<TState, TResult>(this, call, state, waits);
            return await _pipeline.ExecuteAsync(static (again, token) => again.RunAsync(token), again, cancellationToken);
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

    // A call to a silo that was just killed or frozen hears nothing: asking again soon finds the one that takes over, and does no harm.
    // After a few times it is rather the work that is slow, and asking again would only add to it.
    private ValueTask<TResult> AskAsync<TResult>(ValueTask<TResult> answer, bool patient, CancellationToken cancellationToken) =>
        patient || answer.IsCompleted ? answer : new ValueTask<TResult>(answer.AsTask().WaitAsync(Impatience, clock, cancellationToken));

    private sealed class Again<TState, TResult>(WriteRetry retry, Func<TState, CancellationToken, ValueTask<TResult>> call, TState state, bool waits)
    {
        private int _tries = 1;

        public ValueTask<TResult> RunAsync(CancellationToken cancellationToken) =>
            retry.AskAsync(call(state, cancellationToken), patient: waits || ++_tries > ImpatientTries, cancellationToken);
    }

    private static bool CanSucceedLater(Exception failure) =>
        failure is WriteUncertainException or StorageUnavailableException or OrleansMessageRejectionException or SiloUnavailableException
            or ConnectionFailedException or TimeoutException or ScopeNotOpenException;
}
