namespace AgentGrains;

/// <summary>Why a call to a model failed.</summary>
public enum BackendFault
{
    /// <summary>Nothing answered at its address, or its circuit breaker is open.</summary>
    Unreachable,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>It has too much to do (429, 503).</summary>
    Overloaded,

    /// <summary>It failed (5xx).</summary>
    Failed,

    /// <summary>It does not serve this: wrong key, address or model (401, 403, 404 and their like). Repeating is of no use.</summary>
    Refused,

    /// <summary>It does not take this input (400, 413, 422), though it may take another.</summary>
    RefusedInput,

    /// <summary>Its answer was cut off or is not of the form.</summary>
    Garbled,
}

/// <summary>A call to a model failed. Nothing was stored.</summary>
/// <param name="backend">Name of the backend; never its key.</param>
/// <param name="fault">Why.</param>
/// <param name="message">What happened and what to do.</param>
/// <param name="retryAfter">When it asked to be tried again.</param>
/// <param name="inner">What was caught.</param>
[GenerateSerializer, Alias("agentgrains.ModelBackendException")]
public sealed class ModelBackendException(string backend, BackendFault fault, string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : AgentGrainsException(message, inner)
{
    /// <summary>Name of the backend.</summary>
    [Id(0)] public string Backend { get; } = backend;

    /// <summary>Why it failed.</summary>
    [Id(1)] public BackendFault Fault { get; } = fault;

    /// <summary>When the backend asked to be tried again.</summary>
    [Id(2)] public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient => Fault is not (BackendFault.Refused or BackendFault.RefusedInput);
}
