using Orleans.Storage;
using Xunit;

namespace AgentGrains.Conformance;

public abstract partial class GrainStorageConformance
{
    [Fact]
    public async Task A_missing_record_reads_as_fresh_state_without_etag()
    {
        var read = await ReadAsync(Grain());

        Assert.Null(read.ETag);
        Assert.False(read.RecordExists);
        Assert.Equal(new ConformanceState(), read.State);
    }

    [Fact]
    public async Task A_write_without_etag_inserts_and_tells_the_etag()
    {
        var inserted = await InsertAsync(Grain(), Sample(1));

        Assert.True(inserted.RecordExists);
        Assert.False(string.IsNullOrEmpty(inserted.ETag));
        await AssertStoredAsync(Grain(), Sample(1), inserted.ETag);
    }

    [Fact]
    public async Task A_write_without_etag_is_refused_when_the_record_exists()
    {
        var inserted = await InsertAsync(Grain(), Sample(1));

        await AssertConflictAsync(WriteAsync(Grain(), Sample(2), etag: null));
        await AssertStoredAsync(Grain(), Sample(1), inserted.ETag);
    }

    [Fact]
    public async Task Every_write_changes_the_etag_even_of_equal_state()
    {
        var state = await InsertAsync(Grain(), Sample(1));
        HashSet<string> seen = [state.ETag!];
        for (var write = 0; write < 20; write++)
        {
            await Storage.WriteStateAsync("state", Grain(), state, Cancellation);
            Assert.True(seen.Add(state.ETag!), $"ETag {state.ETag} was used twice.");
        }

        await AssertStoredAsync(Grain(), Sample(1), state.ETag);
    }

    [Fact]
    public async Task A_stale_etag_is_refused_on_write_and_leaves_the_record()
    {
        var state = await InsertAsync(Grain(), Sample(1));
        var stale = state.ETag;
        state.State = Sample(2);
        await Storage.WriteStateAsync("state", Grain(), state, Cancellation);

        await AssertConflictAsync(WriteAsync(Grain(), Sample(3), stale));
        await AssertStoredAsync(Grain(), Sample(2), state.ETag);
    }

    [Fact]
    public async Task A_stale_etag_is_refused_on_clear_and_leaves_the_record()
    {
        var state = await InsertAsync(Grain(), Sample(1));
        var stale = state.ETag;
        state.State = Sample(2);
        await Storage.WriteStateAsync("state", Grain(), state, Cancellation);

        await AssertConflictAsync(ClearAsync(Grain(), stale));
        await AssertStoredAsync(Grain(), Sample(2), state.ETag);
    }

    [Fact]
    public async Task A_refused_write_leaves_the_callers_etag()
    {
        var first = await InsertAsync(Grain(), Sample(1));
        var second = new GrainState<ConformanceState>(Sample(2), first.ETag) { RecordExists = true };
        await Storage.WriteStateAsync("state", Grain(), second, Cancellation);
        var stale = first.ETag;

        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => Storage.WriteStateAsync("state", Grain(), first, Cancellation));
        Assert.Equal(stale, first.ETag);
    }

    [Fact]
    public async Task An_etag_without_a_record_is_refused()
    {
        Assert.SkipUnless(RefusesETagWithoutRecord, "The provider does not ask.");
        var other = await InsertAsync(Grain("other"), Sample(1));

        await AssertConflictAsync(WriteAsync(Grain("missing"), Sample(2), other.ETag));
        await AssertMissingAsync(Grain("missing"));
    }
}
