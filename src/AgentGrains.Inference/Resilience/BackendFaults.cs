using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace AgentGrains.Inference.Resilience;

/// <summary>What a failure means: whether the same call may succeed later, and whether it says that the backend is ill.</summary>
internal static class BackendFaults
{
    /// <summary>Repeating may help. A wrong dimension, count or number would only come again.</summary>
    public static bool IsTransient(Exception failure) => failure switch
    {
        ModelBackendException backend => backend.IsTransient,
        TimeoutRejectedException or TimeoutException or IOException => true,
        HttpRequestException { StatusCode: { } status } => Of(status) is not (BackendFault.Refused or BackendFault.RefusedInput),
        HttpRequestException => true,
        _ => false,
    };

    /// <summary>It counts against the backend. What a caller's input is to blame for does not.</summary>
    public static bool IsIllness(Exception failure) =>
        IsTransient(failure) || failure is ModelBackendException { Fault: BackendFault.Refused } or HttpRequestException;

    /// <summary>What an HTTP status means.</summary>
    public static BackendFault Of(System.Net.HttpStatusCode status) => (int)status switch
    {
        429 or 503 or 529 => BackendFault.Overloaded,
        408 or 504 => BackendFault.TimedOut,
        400 or 413 or 414 or 415 or 422 => BackendFault.RefusedInput,
        >= 500 => BackendFault.Failed,
        _ => BackendFault.Refused,
    };

    /// <summary>The failure as callers see it.</summary>
    public static Exception Named(string backend, Exception failure, BackendOptions options) => failure switch
    {
        BrokenCircuitException broken => new ModelBackendException(
            backend, BackendFault.Unreachable,
            $"'{backend}' has failed too often and is left alone for {options.BreakDuration.TotalSeconds:0.#} s (BackendOptions.BreakDuration).", broken.RetryAfter, broken.InnerException),
        TimeoutRejectedException timeout => new ModelBackendException(
            backend, BackendFault.TimedOut, $"'{backend}' did not answer within {timeout.Timeout.TotalSeconds:0.###} s (BackendOptions.AttemptTimeout, TotalTimeout).", null, timeout),
        RateLimiterRejectedException full => new ModelBackendException(
            backend, BackendFault.Overloaded, $"'{backend}' has {options.Concurrency} calls under way and as many waiting as may (BackendOptions.Concurrency).", full.RetryAfter, full),
        HttpRequestException { StatusCode: { } status } http => new ModelBackendException(backend, Of(status), $"'{backend}' answered {(int)status}.", null, http),
        HttpRequestException or IOException => new ModelBackendException(
            backend, BackendFault.Unreachable, $"'{backend}' cannot be reached: {failure.Message}", null, failure),
        _ => failure,
    };
}
