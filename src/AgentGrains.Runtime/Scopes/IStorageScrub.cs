namespace AgentGrains.Runtime.Scopes;

/// <summary>A storage that keeps what was overwritten for a while, such as in a log of its own, and can be told not to.</summary>
/// <remarks>Thread-safe.</remarks>
internal interface IStorageScrub
{
    /// <summary>Returns when nothing that was overwritten or cleared before the call can be read in storage any more.</summary>
    Task ScrubAsync(CancellationToken cancellationToken);
}
