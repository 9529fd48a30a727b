using System.Runtime.CompilerServices;
using Orleans.Storage;
using Xunit;

namespace AgentGrains.Conformance;

/// <summary>
/// What any <see cref="IGrainStorage"/> must do. Derive a public class, say how the provider opens on empty data and how
/// it opens again on the same data, and run the inherited tests. Asserts only what all good providers share: in particular
/// it reads a cleared record before writing it again, as some providers keep an ETag for it.
/// </summary>
public abstract partial class GrainStorageConformance : IAsyncLifetime
{
    protected IGrainStorage Storage { get; private set; } = null!;

    /// <summary>False when the provider takes no notice of cancellation tokens.</summary>
    protected virtual bool HonoursCancellation => true;

    /// <summary>False when the provider writes a record that is not there though the caller names an ETag.</summary>
    protected virtual bool RefusesETagWithoutRecord => true;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Storage = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the provider on empty data.</summary>
    protected abstract ValueTask<IGrainStorage> OpenAsync();

    /// <summary>Ends what <see cref="OpenAsync"/> began as a restart would, and opens the provider again on the same data.</summary>
    protected abstract ValueTask<IGrainStorage> ReopenAsync();

    /// <summary>Ends the provider and removes its data.</summary>
    protected abstract ValueTask CloseAsync();

    /// <summary>A grain of this test alone.</summary>
    protected static GrainId Grain(string key = "grain", [CallerMemberName] string test = "") => GrainId.Create("conformance", $"{test}|{key}");

    protected static ConformanceState Sample(long number) =>
        new() { Text = $"text {number}", Number = number, Bytes = [(byte)number, 0, 255] };

    protected async Task<GrainState<ConformanceState>> ReadAsync(GrainId grain, string stateName = "state")
    {
        // Starts dirty: a provider must set what it finds, and reset what it does not.
        var read = new GrainState<ConformanceState>(Sample(-1), "dirty") { RecordExists = true };
        await Storage.ReadStateAsync(stateName, grain, read, Cancellation);
        return read;
    }

    protected async Task<GrainState<ConformanceState>> InsertAsync(GrainId grain, ConformanceState state, string stateName = "state")
    {
        var inserted = new GrainState<ConformanceState>(state);
        await Storage.WriteStateAsync(stateName, grain, inserted, Cancellation);
        return inserted;
    }

    protected async Task WriteAsync(GrainId grain, ConformanceState state, string? etag, string stateName = "state") =>
        await Storage.WriteStateAsync(stateName, grain, new GrainState<ConformanceState>(state, etag!) { RecordExists = etag is not null }, Cancellation);

    protected async Task ClearAsync(GrainId grain, string? etag, string stateName = "state") =>
        await Storage.ClearStateAsync(
            stateName, grain, new GrainState<ConformanceState>(Sample(0), etag!) { RecordExists = etag is not null }, Cancellation);

    protected async Task AssertStoredAsync(GrainId grain, ConformanceState expected, string? etag = null, string stateName = "state")
    {
        var read = await ReadAsync(grain, stateName);
        Assert.True(read.RecordExists, "The record is there.");
        Assert.Equal(expected, read.State);
        Assert.NotNull(read.ETag);
        if (etag is not null)
            Assert.Equal(etag, read.ETag);
    }

    protected async Task AssertMissingAsync(GrainId grain, string stateName = "state")
    {
        var read = await ReadAsync(grain, stateName);
        Assert.False(read.RecordExists, "The record is gone.");
        Assert.Equal(new ConformanceState(), read.State);
    }

    protected static Task<InconsistentStateException> AssertConflictAsync(Task operation) =>
        Assert.ThrowsAnyAsync<InconsistentStateException>(() => operation);
}
