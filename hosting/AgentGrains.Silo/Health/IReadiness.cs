namespace AgentGrains.Silo;

/// <summary>Whether the server can serve memory now. Thread-safe.</summary>
internal interface IReadiness
{
    /// <summary>Asks the silo and its storage.</summary>
    /// <returns>Null when ready; else what is missing, in words.</returns>
    ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken);
}
