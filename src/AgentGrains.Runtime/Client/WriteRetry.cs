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
        try
        {
            return await call(state, cancellationToken);
        }
        catch (Exception failure) when (CanSucceedLater(failure) && !cancellationToken.IsCancellationRequested)
        {
            // The pipeline costs microseconds that a call which succeeds at once should not pay.
            return await _pipeline.ExecuteAsync(static (run, token) => run.call(run.state, token), (call, state), cancellationToken);
        }
    }

    private static bool CanSucceedLater(Exception failure) =>
        failure is WriteUncertainException or StorageUnavailableException or OrleansMessageRejectionException or SiloUnavailableException
            or ConnectionFailedException or TimeoutException;
}
