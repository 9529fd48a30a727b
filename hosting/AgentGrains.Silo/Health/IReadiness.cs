namespace AgentGrains.Silo;

/// <summary>Whether the server can serve memory now. Thread-safe.</summary>
internal interface IReadiness
{
    /// <summary>Asks the silo and its storage.</summary>
    /// <returns>Null when ready; else what is missing, in words.</returns>
    ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken);

    /// <summary>Asks what it can do without.</summary>
    /// <returns>Null when all of it is there; else what is missing, in words. It is ready all the same.</returns>
    ValueTask<string?> WhatIsMissingAsync(CancellationToken cancellationToken) => new((string?)null);
}
