using System.Collections.Concurrent;
using System.Globalization;
using AgentGrains.Runtime.Journal;
using Orleans.Serialization;
using Orleans.Storage;

namespace AgentGrains.Cluster.Tests.Storage;

/// <summary>
/// Storage that outlives silos, keeps every ETag rule, and can fail before or after it commits, or wait. What it holds can be read and
/// damaged by a test.
/// </summary>
internal sealed class SharedStorage(StorageFaults? faults = null)
{
    private readonly Lock _gate = new();
    private long _lastETag;

    public ConcurrentDictionary<(string State, GrainId Grain), (string ETag, byte[] Payload)> Records { get; } = [];

    public StorageFaults Faults { get; } = faults ?? new StorageFaults(0, 0);

    /// <summary>The storage as one silo sees it.</summary>
    public IGrainStorage For(Serializer serializer) => new View(this, new JournalBlobSerializer(serializer));

    private sealed class View(SharedStorage shared, JournalBlobSerializer serializer) : IGrainStorage
    {
        public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await shared.Faults.BeforeReadAsync(grainId);
            var exists = shared.Records.TryGetValue((stateName, grainId), out var record);
            grainState.RecordExists = exists;
            grainState.ETag = exists ? record.ETag : null;
            grainState.State = exists ? serializer.Deserialize<T>(new BinaryData(record.Payload.ToArray()))! : Activator.CreateInstance<T>();
        }

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await shared.Faults.BeforeWriteAsync(stateName, grainId);
            lock (shared._gate)
            {
                Verify(stateName, grainId, grainState.ETag);
                var etag = (++shared._lastETag).ToString(CultureInfo.InvariantCulture);
                shared.Records[(stateName, grainId)] = (etag, serializer.Serialize(grainState.State).ToArray());
                shared.Faults.AfterWrite();
                (grainState.ETag, grainState.RecordExists) = (etag, true);
            }
        }

        public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await shared.Faults.BeforeWriteAsync(stateName, grainId);
            lock (shared._gate)
            {
                Verify(stateName, grainId, grainState.ETag);
                shared.Records.TryRemove((stateName, grainId), out _);
                shared.Faults.AfterWrite();
                (grainState.ETag, grainState.RecordExists, grainState.State) = (null, false, Activator.CreateInstance<T>());
            }
        }

        private void Verify(string stateName, GrainId grainId, string? etag)
        {
            var stored = shared.Records.TryGetValue((stateName, grainId), out var record) ? record.ETag : null;
            if (stored != etag)
                throw new InconsistentStateException($"{grainId}/{stateName} was refused.", stored ?? "", etag ?? "");
        }
    }
}

/// <summary>How often storage fails, from a seed.</summary>
internal sealed class StorageFaults(int seed, double rate)
{
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();
    private bool? _planned;   // the next write fails, before it commits or after

    /// <summary>Set to true to fail every write before it commits.</summary>
    public bool RefuseWrites { get; set; }

    /// <summary>Which states' writes fail before they commit; null means none.</summary>
    public Func<string, bool>? RefusesState { get; set; }

    /// <summary>Which grains' writes fail before they commit; null means none.</summary>
    public Func<GrainId, bool>? RefusesGrain { get; set; }

    /// <summary>What reads of a grain wait for; null means nothing.</summary>
    public Func<GrainId, Task>? ReadsWait { get; set; }

    /// <summary>What writes of a grain wait for; null means nothing.</summary>
    public Func<GrainId, Task>? WritesWait { get; set; }

    public int Failures { get; private set; }

    /// <summary>Failures asked for that have not come yet.</summary>
    public int PlannedFailures => _planned is null ? 0 : 1;

    /// <summary>Fails one write, the next one, before or after it is committed.</summary>
    public void FailNextWrite(bool before) => _planned = before;

    /// <summary>Fails one write to come, before or after it is committed.</summary>
    /// <param name="number">Which, from 0.</param>
    /// <param name="before">Whether it fails before it commits.</param>
    /// <returns>Says whether it has come.</returns>
    public Func<bool> FailWrite(int number, bool before)
    {
        var (writes, failed) = (0, false);
        RefusesState = _ =>
        {
            if (Interlocked.Increment(ref writes) != number + 1)
                return false;
            failed = true;
            if (!before)
                FailNextWrite(before: false);
            return before;
        };
        return () => failed;
    }

    public async Task BeforeReadAsync(GrainId grain)
    {
        await Task.Yield();
        await (ReadsWait?.Invoke(grain) ?? Task.CompletedTask);
        Fail("before reading", rate / 4);
    }

    public async Task BeforeWriteAsync(string state, GrainId grain)
    {
        await Task.Yield();
        await (WritesWait?.Invoke(grain) ?? Task.CompletedTask);
        if (RefuseWrites || RefusesState?.Invoke(state) == true || RefusesGrain?.Invoke(grain) == true)
            throw new IOException("The storage refuses writes.");
        FailAsPlanned(before: true);
        Fail("before committing", rate);
    }

    public void AfterWrite()
    {
        FailAsPlanned(before: false);
        Fail("after committing", rate);
    }

    private void FailAsPlanned(bool before)
    {
        if (_planned != before)
            return;
        _planned = null;
        throw new IOException($"The storage failed {(before ? "before" : "after")} committing.");
    }

    private void Fail(string when, double share)
    {
        lock (_gate)
        {
            if (_random.NextDouble() >= share)
                return;
            Failures++;
        }

        throw new IOException($"The storage failed {when}.");
    }
}
