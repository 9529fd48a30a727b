using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Vectors;

/// <summary>The silo's store of vectors, as recalls and erasures use it (docs/decisions/0026-vector-store.md).</summary>
/// <remarks>Thread-safe. One instance per silo, and none where no store is configured.</remarks>
internal sealed partial class VectorOffload(IVectorStore store, IOptions<VectorStoreOptions> options, TimeProvider clock, ILogger<VectorOffload> logger)
{
    private readonly ILogger _logger = logger;
    private long _restsUntil = long.MinValue;   // a timestamp of the clock

    public IVectorStore Store => store;

    public VectorStoreOptions Options { get; } = options.Value;

    /// <summary>Finds what is nearest to a question in one memory. Asks once, and does not ask for a while after a failure.</summary>
    /// <returns>Null when the store is away.</returns>
    /// <exception cref="InvalidMemoryException">The store's vectors of this model have another dimension.</exception>
    public async ValueTask<NearVectors?> FindAsync(VectorOwner owner, string model, ReadOnlyMemory<float> vector, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        if (started < Volatile.Read(ref _restsUntil))
        {
            RuntimeMetrics.VectorsSearched("resting", TimeSpan.Zero);
            return null;
        }

        try
        {
            var hits = await WithinAsync(Options.SearchTimeout, token => store.SearchAsync(owner, model, vector, Options.SearchLimit, token).AsTask(), cancellationToken);
            RuntimeMetrics.VectorsSearched("found", clock.GetElapsedTime(started));
            return new NearVectors(hits, hits.Length < Options.SearchLimit);
        }
        catch (Exception failure) when (failure is not InvalidMemoryException && !cancellationToken.IsCancellationRequested)
        {
            Volatile.Write(ref _restsUntil, clock.GetTimestamp() + (long)(Options.RestAfterFailure.TotalSeconds * clock.TimestampFrequency));
            RuntimeMetrics.VectorsSearched("away", clock.GetElapsedTime(started));
            LogAway(Options.RestAfterFailure, failure);
            return null;
        }
    }

    /// <summary>Deletes what is being erased; it is gone when this returns.</summary>
    /// <param name="what">What is erased, for the message.</param>
    /// <param name="delete">Deletes it.</param>
    /// <exception cref="WriteUncertainException">The store did not say that it is gone: erase again.</exception>
    public async ValueTask EraseAsync(string what, Func<IVectorStore, CancellationToken, ValueTask> delete)
    {
        try
        {
            await WithinAsync(
                Options.WriteTimeout,
                async token =>
                {
                    await delete(store, token);
                    return true;
                },
                CancellationToken.None);
        }
        catch (Exception failure)
        {
            RuntimeMetrics.VectorStoreFailed("erase");
            throw new WriteUncertainException($"The vectors of {what} may still be in the vector store ({failure.GetType().Name}: {failure.Message}); erase again.", failure);
        }
    }

    /// <summary>Deletes all of a tenant; it is gone when this returns.</summary>
    /// <exception cref="WriteUncertainException">The store did not say that it is gone: erase again.</exception>
    public ValueTask EraseTenantAsync(string tenant) => EraseAsync($"tenant '{tenant}'", (all, token) => all.DeleteTenantAsync(tenant, token));

    /// <summary>Calls the store, and waits no longer than that for it.</summary>
    /// <exception cref="TimeoutException">It took longer. What was asked for may happen yet.</exception>
    public async Task<T> WithinAsync<T>(TimeSpan timeout, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await call(either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The vector store did not answer within {timeout.TotalSeconds} s.");
        }
    }

    [LoggerMessage(130, LogLevel.Warning, "The vector store did not answer; recall goes on by words, and asks it again in {Rest}")]
    private partial void LogAway(TimeSpan rest, Exception failure);
}
