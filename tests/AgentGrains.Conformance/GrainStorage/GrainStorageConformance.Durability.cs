using Xunit;

namespace AgentGrains.Conformance;

public abstract partial class GrainStorageConformance
{
    [Fact]
    public async Task Acknowledged_writes_and_clears_outlive_a_reopen()
    {
        var kept = await InsertAsync(Grain("kept"), Sample(1));
        var updated = await InsertAsync(Grain("updated"), Sample(2));
        updated.State = Sample(3);
        await Storage.WriteStateAsync("state", Grain("updated"), updated, Cancellation);
        var cleared = await InsertAsync(Grain("cleared"), Sample(4));
        await Storage.ClearStateAsync("state", Grain("cleared"), cleared, Cancellation);

        Storage = await ReopenAsync();

        await AssertStoredAsync(Grain("kept"), Sample(1), kept.ETag);
        await AssertStoredAsync(Grain("updated"), Sample(3), updated.ETag);
        await AssertMissingAsync(Grain("cleared"));
    }

    [Fact]
    public async Task Etags_hold_over_a_reopen()
    {
        var state = await InsertAsync(Grain(), Sample(1));
        var stale = state.ETag;
        await Storage.WriteStateAsync("state", Grain(), state, Cancellation);

        Storage = await ReopenAsync();

        await AssertConflictAsync(WriteAsync(Grain(), Sample(2), stale));
        state.State = Sample(3);
        await Storage.WriteStateAsync("state", Grain(), state, Cancellation);
        await AssertStoredAsync(Grain(), Sample(3), state.ETag);
    }

    [Fact]
    public async Task A_reopen_brings_no_old_etag_back()
    {
        var state = await InsertAsync(Grain(), Sample(1));
        HashSet<string> stale = [state.ETag!];
        await Storage.ClearStateAsync("state", Grain(), state, Cancellation);

        for (var life = 0; life < 3; life++)
        {
            Storage = await ReopenAsync();
            var again = await ReadAsync(Grain());
            again.State = Sample(life);
            await Storage.WriteStateAsync("state", Grain(), again, Cancellation);
            Assert.True(stale.Add(again.ETag!), $"ETag {again.ETag} was used twice.");
            await Storage.ClearStateAsync("state", Grain(), again, Cancellation);
        }
    }
}
