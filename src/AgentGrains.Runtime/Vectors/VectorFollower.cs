using AgentGrains.Engine.Memory;
using AgentGrains.Runtime.Encryption;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Vectors;

/// <summary>
/// Writes to the store what one journal says of vectors, beside the grain's turns. How far it came is kept in the store: where that is not where the
/// journal's image is, whatever the reason, every record is written again. A store that fails is asked again after a pause, which grows.
/// </summary>
/// <remarks>Lives on its grain's scheduler, and is the one writer of its chapter's part of the store.</remarks>
internal sealed partial class VectorFollower
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly VectorOffload _offload;
    private readonly MemoryImage _image;
    private readonly VectorOwner _owner;
    private readonly Func<string> _model;
    private readonly TenantKeyring _keys;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _stopped = new();
    private Task _run = Task.CompletedTask;
    private long _followed;        // the place in the journal up to which the store was written
    private long? _looked;         // when its cursor was last compared with that, as a timestamp
    private bool _wasCompared;
    private bool _isBehind;        // the store failed, and what it missed is not written yet

    /// <summary>Makes a follower of an image that was just read from its journal.</summary>
    /// <param name="offload">The store.</param>
    /// <param name="image">The image, which offloads.</param>
    /// <param name="model">Names the embedding model of now.</param>
    /// <param name="keys">The keys of tenants: nothing is written for one whose key was destroyed.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">The grain's.</param>
    public VectorFollower(VectorOffload offload, MemoryImage image, Func<string> model, TenantKeyring keys, TimeProvider clock, ILogger logger)
    {
        (_offload, _image, _owner, _model, _keys, _clock, _logger) = (offload, image, new VectorOwner(image.State.Scope, image.State.Type), model, keys, clock, logger);
        _followed = image.VectorsAt;
        image.TakeUnfollowed();   // which the store holds, if its cursor is there
    }

    private bool IsStopped => _stopped.Task.IsCompleted;

    private bool IsToLook => _looked is not { } at || _clock.GetElapsedTime(at) >= _offload.Options.CheckPeriod;

    /// <summary>Follows what is new, if it does not already.</summary>
    public void Wake()
    {
        if (_run.IsCompleted && !IsStopped && (_image.VectorsAt != _followed || IsToLook))
            _run = RunAsync();
    }

    /// <summary>Stops it; nothing of it is under way when this has returned, within the <see cref="VectorStoreOptions.WriteTimeout"/> of the one call that it waits for.</summary>
    public async Task StopAsync()
    {
        _stopped.TrySetResult();
        await _run;
        Behind(false);
    }

    private async Task RunAsync()
    {
        TenantContext.Set(_owner.Scope.Tenant);
        await Task.Yield();
        for (var pause = FirstPause; !IsStopped;)
        {
            try
            {
                _keys.ThrowIfDestroyed(_owner.Scope.Tenant);
                if (IsToLook)
                    await LookAsync();
                if (_image.VectorsAt == _followed && !_image.IsUnfollowed)
                {
                    Behind(false);
                    return;
                }

                await FollowAsync();
                pause = FirstPause;
                continue;
            }
            catch (TenantKeyException)
            {
                return;   // and every call will say so
            }
            catch (OperationCanceledException) when (IsStopped)
            {
                return;
            }
            catch (Exception failure)
            {
                RuntimeMetrics.VectorStoreFailed("follow");
                if (!_isBehind)
                    LogBehind(_owner.Memory, _owner.Scope.Key, failure);
                Behind(true);
            }

            await Task.WhenAny(Task.Delay(pause, _clock), _stopped.Task);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // A store that holds nothing of this model here need not have a cursor.
    private async Task LookAsync()
    {
        var model = _model();
        var cursor = await CallAsync(token => _offload.Store.ReadCursorAsync(_owner, model, _image.State.Chapter, token).AsTask());
        if (cursor != _followed && !(cursor is null && !_image.HasVectorOf(model)))
        {
            // Only what was just read from storage is known to be all there is; a later activation may have gone further.
            if (cursor > _image.VectorsAt && !_wasCompared)
            {
                LogOther(_owner.Memory, _owner.Scope.Key, cursor.Value, _image.VectorsAt);
                await CallAsync(token => _offload.Store.DeleteMemoryAsync(_owner, token));
            }

            _image.UnfollowAll();
        }

        (_wasCompared, _looked) = (true, _clock.GetTimestamp());
    }

    // The cursor after what it stands for: a crash in between writes it again.
    private async Task FollowAsync()
    {
        var at = _image.VectorsAt;
        var ids = new Queue<MemoryId[]>(_image.TakeUnfollowed().Chunk(_offload.Options.BatchSize));
        try
        {
            while (ids.TryPeek(out var batch))
            {
                await WriteAsync(batch);
                ids.Dequeue();
            }

            await CallAsync(token => _offload.Store.WriteCursorAsync(_owner, _model(), _image.State.Chapter, at, token));
            _followed = at;
        }
        finally
        {
            _image.ReturnUnfollowed(ids.SelectMany(static batch => batch));
        }
    }

    private async Task WriteAsync(MemoryId[] batch)
    {
        var held = batch.Select(id => (Id: id, Vector: _image.VectorToStore(id))).ToLookup(item => item.Vector?.Model);
        foreach (var model in held.Where(static group => group.Key is not null))
            await UpsertAsync(model.Key!, [.. model.Select(static item => item.Vector!.Value.Point)]);
        MemoryId[] gone = [.. held[null].Select(static item => item.Id)];
        if (gone.Length == 0)
            return;
        await CallAsync(token => _offload.Store.DeleteAsync(_owner, gone, token));
        RuntimeMetrics.VectorsFollowed("deleted", gone.Length);
    }

    // A vector that the store can never take is left out; its record is found by its words, and what the store holds of it counts no more.
    private async Task UpsertAsync(string model, IReadOnlyCollection<VectorPoint> points)
    {
        try
        {
            await CallAsync(token => _offload.Store.UpsertAsync(_owner, model, points, token));
            RuntimeMetrics.VectorsFollowed("written", points.Count);
        }
        catch (InvalidMemoryException refused) when (points.Count == 1)
        {
            LogRefused(points.First().Id, _owner.Scope.Key, refused);
        }
        catch (InvalidMemoryException)
        {
            foreach (var point in points)
                await UpsertAsync(model, [point]);
        }
    }

    private Task<bool> CallAsync(Func<CancellationToken, ValueTask> call) => CallAsync(async token =>
    {
        await call(token);
        return true;
    });

    // Once stopped, it begins nothing: whoever stops it waits for one call and no more.
    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call) =>
        IsStopped ? throw new OperationCanceledException() : _offload.WithinAsync(_offload.Options.WriteTimeout, call, CancellationToken.None);

    private void Behind(bool isBehind)
    {
        if (isBehind == _isBehind)
            return;
        _isBehind = isBehind;
        RuntimeMetrics.VectorStoreBehind(isBehind ? 1 : -1);
    }

    [LoggerMessage(131, LogLevel.Warning, "The vector store does not take what the {Memory} memory of '{Scope}' writes; it is tried again until it does")]
    private partial void LogBehind(MemoryType memory, string scope, Exception failure);

    [LoggerMessage(132, LogLevel.Warning, "The vector store has followed the {Memory} memory of '{Scope}' up to {Cursor}, and its journal ends at {End}: it holds another journal's vectors, which are deleted and written again")]
    private partial void LogOther(MemoryType memory, string scope, long cursor, long end);

    [LoggerMessage(133, LogLevel.Warning, "The vector store refuses the vector of record {Record} of '{Scope}'; it is found by its words")]
    private partial void LogRefused(MemoryId record, string scope, Exception failure);
}
