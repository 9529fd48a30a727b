using AgentGrains.Runtime;
using Orleans.Storage;

namespace AgentGrains.UnfencedSilo;

/// <summary>A storage without ETags: what is there is written over. It takes its time, so that a silo that is frozen has something under way.</summary>
internal sealed class UnfencedStorage(IGrainStorage storage) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(100);

    public static void Replace(IServiceCollection services)
    {
        var fenced = services.Last(service => service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, StorageNames.Journal));
        services.Remove(fenced);
        services.AddKeyedSingleton<IGrainStorage>(StorageNames.Journal, (provider, name) =>
            new UnfencedStorage((IGrainStorage)fenced.KeyedImplementationFactory!(provider, name)));
    }

    public void Participate(ISiloLifecycle observer) => ((ILifecycleParticipant<ISiloLifecycle>)storage).Participate(observer);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var etag = await OverwriteAsync(stateName, grainId, grainState, current => storage.WriteStateAsync(stateName, grainId, current));
        (grainState.ETag, grainState.RecordExists) = (etag, true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await OverwriteAsync(stateName, grainId, grainState, current => storage.ClearStateAsync(stateName, grainId, current));
        (grainState.ETag, grainState.RecordExists) = (null, false);
    }

    private async Task<string?> OverwriteAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, Func<GrainState<T>, Task> changeAsync)
    {
        await Task.Delay(Slowness, TimeProvider.System);
        while (true)
        {
            var current = await CurrentAsync(stateName, grainId, grainState);
            try
            {
                await changeAsync(current);
                return current.ETag;
            }
            catch (InconsistentStateException)
            {
                // Somebody was faster; that does not keep it from writing over them.
            }
        }
    }

    private async Task<GrainState<T>> CurrentAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var current = new GrainState<T>(grainState.State!);
        await storage.ReadStateAsync(stateName, grainId, current);
        current.State = grainState.State;
        return current;
    }
}
