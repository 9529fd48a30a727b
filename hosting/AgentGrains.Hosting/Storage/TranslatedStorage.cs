using Orleans.Storage;

namespace AgentGrains.Hosting;

/// <summary>
/// Says of a foreign provider's failures what they mean to a caller: a failed read changed nothing, a failed write may have happened, and
/// either may be tried again. Thread-safe.
/// </summary>
internal sealed class TranslatedStorage(IGrainStorage storage) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    public void Participate(ISiloLifecycle observer) => (storage as ILifecycleParticipant<ISiloLifecycle>)?.Participate(observer);

    public async ValueTask DisposeAsync()
    {
        if (storage is IAsyncDisposable connection)
            await connection.DisposeAsync();
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        try
        {
            await storage.ReadStateAsync(stateName, grainId, grainState);
        }
        catch (Exception failure) when (IsForeign(failure))
        {
            throw new StorageUnavailableException($"Reading state '{stateName}' of '{grainId}' failed ({Words(failure)}); nothing was changed, try again.");
        }
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ChangeAsync("Writing", stateName, grainId, storage.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ChangeAsync("Clearing", stateName, grainId, storage.ClearStateAsync(stateName, grainId, grainState));

    private static async Task ChangeAsync(string verb, string stateName, GrainId grainId, Task change)
    {
        try
        {
            await change;
        }
        catch (Exception failure) when (IsForeign(failure))
        {
            throw new WriteUncertainException($"{verb} state '{stateName}' of '{grainId}' failed ({Words(failure)}); whether it was written is not known.");
        }
    }

    // The provider's own exception stays behind: a caller elsewhere may not have its type.
    private static string Words(Exception failure) => $"{failure.GetType().Name}: {failure.Message}";

    private static bool IsForeign(Exception failure) => failure is not (AgentGrainsException or InconsistentStateException or OperationCanceledException);
}
