using AgentGrains.Inference.Metrics;
using AgentGrains.Inference.Pool;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace AgentGrains.Runtime.Inference;

/// <summary>Asks the silos with the device. One that does not answer in time is left alone for a while, long before membership says that it is dead.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class RemotePool
{
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(2);

    private readonly string _kind;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;

    public RemotePool(string kind, TimeSpan patience, TimeProvider clock, ILogger logger)
    {
        (_kind, _logger, Patience) = (kind, logger, patience);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = static arguments => new(arguments.Outcome.Exception is { } failure && IsOfTheSilo(failure)),
                FailureRatio = 0.5,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = Break,
                OnOpened = _ => Changed("open"),
                OnClosed = _ => Changed("closed"),
                OnHalfOpened = _ => Changed("half-open"),
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = patience })
            .Build();
    }

    /// <summary>How long another silo may take.</summary>
    public TimeSpan Patience { get; }

    /// <summary>What another silo answered; null when this silo should do it itself.</summary>
    /// <exception cref="LimitExceededException">The tenant has spent or queued what it may.</exception>
    /// <exception cref="ModelOutputException">The model answered badly: this silo's would, too.</exception>
    public async ValueTask<TResult?> TryAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> call, TState state, CancellationToken cancellationToken)
        where TResult : class
    {
        try
        {
            var result = await _pipeline.ExecuteAsync(
                static async (call, token) => await call.Call(call.State, token).AsTask().WaitAsync(token), (Call: call, State: state), cancellationToken);
            InferenceMetrics.Backend(InferenceMetrics.Remote, _kind, "outcome", "answered");
            return result;
        }
        catch (BrokenCircuitException)
        {
            InferenceMetrics.Backend(InferenceMetrics.Remote, _kind, "outcome", "passed over");
            return null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && IsOfTheSilo(failure))
        {
            InferenceMetrics.Backend(InferenceMetrics.Remote, _kind, "outcome", "failed");
            LogFailed(_kind, failure);
            return null;
        }
    }

    private static bool IsOfTheSilo(Exception failure) => failure is not LimitExceededException && !EmbeddingPool.IsOfContent(failure);

    private ValueTask Changed(string state)
    {
        InferenceMetrics.Backend(InferenceMetrics.Breakers, $"remote {_kind}", "state", state);
        LogChanged(_kind, state);
        return default;
    }

    [LoggerMessage(60, LogLevel.Information, "Another silo did not answer a call for {Kind}; this silo does it")]
    private partial void LogFailed(string kind, Exception failure);

    [LoggerMessage(61, LogLevel.Warning, "The circuit to the silos with the device for {Kind} is {State}")]
    private partial void LogChanged(string kind, string state);
}
