namespace AgentGrains.Runtime.Scopes;

/// <summary>The end of an erasure: the storages forget what was overwritten.</summary>
internal static class StorageScrubs
{
    /// <summary>Tells all of them.</summary>
    /// <param name="scrubs">The storages that keep something.</param>
    /// <param name="erased">What was erased, for the message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WriteUncertainException">One of them failed; erase again.</exception>
    public static async Task ScrubAsync(this IEnumerable<IStorageScrub> scrubs, string erased, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var scrub in scrubs)
                await scrub.ScrubAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new WriteUncertainException($"What was erased of '{erased}' may still stand in the storage's log ({failure.GetType().Name}: {failure.Message}); erase again.", failure);
        }
    }
}
