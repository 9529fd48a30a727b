using AgentGrains.Inference.Metrics;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Hedging;
using Polly.Retry;
using Polly.Timeout;

namespace AgentGrains.Inference.Resilience;

/// <summary>
/// Calls to one backend: a limit of calls at once, a total timeout, retries with jitter of what may pass, a hedge beside a slow attempt, a
/// circuit breaker, and a timeout per attempt, in this order from the outside. Every change of state is logged and counted.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class BackendGuard<TResult>
{
    private const int MostWaiting = 1024;

    private readonly string _backend;
    private readonly BackendOptions _options;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline<TResult> _pipeline;

    /// <summary>Makes a guard.</summary>
    /// <param name="backend">Name of the backend, as metrics and errors say it; never a key.</param>
    /// <param name="options">How it is called.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Told of every change of state.</param>
    /// <param name="inside">Adds strategies next to the backend, such as faults of a test.</param>
    public BackendGuard(string backend, BackendOptions options, TimeProvider clock, ILogger logger, Action<ResiliencePipelineBuilder<TResult>>? inside = null)
    {
        (_backend, _options, _logger) = (backend, options, logger);
        var builder = new ResiliencePipelineBuilder<TResult> { TimeProvider = clock }
            .AddConcurrencyLimiter(options.Concurrency, MostWaiting)
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.TotalTimeout });
        if (options.Retries > 0)
            builder.AddRetry(Retry());
        if (options.HedgeAfter is { } after)
            builder.AddHedging(Hedge(after));
        builder.AddCircuitBreaker(Breaker()).AddTimeout(new TimeoutStrategyOptions { Timeout = options.AttemptTimeout });
        inside?.Invoke(builder);
        _pipeline = builder.Build();
    }

    /// <summary>The breaker, to look at.</summary>
    public CircuitBreakerStateProvider State { get; } = new();

    /// <exception cref="ModelBackendException">It failed; the fault says why.</exception>
    public async Task<TResult> CallAsync<TState>(Func<TState, CancellationToken, Task<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (call, token) => await call.Call(call.State, token).ConfigureAwait(false), (Call: call, State: state), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && BackendFaults.Named(_backend, failure, _options) is { } named && named != failure)
        {
            throw named;
        }
    }

    private RetryStrategyOptions<TResult> Retry() => new()
    {
        ShouldHandle = arguments => new(arguments.Outcome.Exception is { } failure && BackendFaults.IsTransient(failure) && !AsksForTooLong(failure)),
        MaxRetryAttempts = _options.Retries,
        Delay = _options.RetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        DelayGenerator = static arguments => new((arguments.Outcome.Exception as ModelBackendException)?.RetryAfter),
        OnRetry = arguments =>
        {
            InferenceMetrics.Backend(InferenceMetrics.Retries, _backend, "fault", FaultOf(arguments.Outcome.Exception));
            LogRetry(_backend, arguments.AttemptNumber + 1, arguments.RetryDelay, arguments.Outcome.Exception);
            return default;
        },
    };

    private HedgingStrategyOptions<TResult> Hedge(TimeSpan after) => new()
    {
        // For slowness only: failures are for the retry, which waits.
        ShouldHandle = static _ => new(false),
        Delay = after,
        MaxHedgedAttempts = 1,
        OnHedging = _ =>
        {
            InferenceMetrics.Backend(InferenceMetrics.Hedges, _backend, "fault", "slow");
            LogHedged(_backend, after);
            return default;
        },
    };

    private CircuitBreakerStrategyOptions<TResult> Breaker() => new()
    {
        ShouldHandle = arguments =>
        {
            if (arguments.Outcome.Exception is { } failure)
                InferenceMetrics.Backend(InferenceMetrics.Failures, _backend, "fault", FaultOf(failure));
            return new(arguments.Outcome.Exception is { } fault && BackendFaults.IsIllness(fault));
        },
        FailureRatio = _options.BreakerRatio,
        MinimumThroughput = _options.BreakerMinimum,
        SamplingDuration = _options.BreakerWindow,
        BreakDuration = _options.BreakDuration,
        StateProvider = State,
        OnOpened = _ => Changed("open"),
        OnClosed = _ => Changed("closed"),
        OnHalfOpened = _ => Changed("half-open"),
    };

    private bool AsksForTooLong(Exception failure) => failure is ModelBackendException { RetryAfter: { } after } && after > _options.LongestRetryAfter;

    private string FaultOf(Exception? failure) =>
        failure is null ? "none" : BackendFaults.Named(_backend, failure, _options) is ModelBackendException named ? named.Fault.ToString() : failure.GetType().Name;

    private ValueTask Changed(string state)
    {
        InferenceMetrics.Backend(InferenceMetrics.Breakers, _backend, "state", state);
        LogBreaker(_backend, state);
        return default;
    }

    [LoggerMessage(70, LogLevel.Information, "Attempt {Attempt} of a call to '{Backend}' failed; it is repeated in {Delay}")]
    private partial void LogRetry(string backend, int attempt, TimeSpan delay, Exception? failure);

    [LoggerMessage(71, LogLevel.Information, "'{Backend}' is asked again beside an attempt that takes longer than {After}")]
    private partial void LogHedged(string backend, TimeSpan after);

    [LoggerMessage(72, LogLevel.Warning, "The circuit to '{Backend}' is {State}")]
    private partial void LogBreaker(string backend, string state);
}
