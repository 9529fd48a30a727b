using Xunit;

namespace AgentGrains.Conformance;

public abstract partial class GrainStorageConformance
{
    [Fact]
    public async Task Clear_removes_the_record_and_leaves_fresh_state()
    {
        var state = await InsertAsync(Grain(), Sample(1));

        await Storage.ClearStateAsync("state", Grain(), state, Cancellation);

        Assert.False(state.RecordExists);
        Assert.NotNull(state.State);
        await AssertMissingAsync(Grain());
    }

    [Fact]
    public async Task The_clearing_caller_can_write_again()
    {
        var state = await InsertAsync(Grain(), Sample(1));
        await Storage.ClearStateAsync("state", Grain(), state, Cancellation);

        state.State = Sample(2);
        await Storage.WriteStateAsync("state", Grain(), state, Cancellation);

        await AssertStoredAsync(Grain(), Sample(2), state.ETag);
    }

    [Fact]
    public async Task The_etag_from_before_a_clear_is_refused()
    {
        var state = await InsertAsync(Grain(), Sample(1));
        var stale = state.ETag;
        await Storage.ClearStateAsync("state", Grain(), state, Cancellation);

        await AssertConflictAsync(WriteAsync(Grain(), Sample(2), stale));
        await AssertMissingAsync(Grain());
    }

    [Fact]
    public async Task Clear_and_insert_never_bring_an_etag_back()
    {
        HashSet<string> stale = [];
        for (var life = 0; life < 10; life++)
        {
            var state = await ReadAsync(Grain());
            state.State = Sample(life);
            await Storage.WriteStateAsync("state", Grain(), state, Cancellation);
            foreach (var etag in stale)
            {
                await AssertConflictAsync(WriteAsync(Grain(), Sample(-2), etag));
                await AssertConflictAsync(ClearAsync(Grain(), etag));
            }

            await AssertStoredAsync(Grain(), Sample(life), state.ETag);
            Assert.True(stale.Add(state.ETag!), $"ETag {state.ETag} was used twice.");
            await Storage.ClearStateAsync("state", Grain(), state, Cancellation);
        }
    }

    [Fact]
    public async Task Clearing_one_record_leaves_the_others()
    {
        var first = await InsertAsync(Grain("first"), Sample(1));
        await InsertAsync(Grain("second"), Sample(2));
        await InsertAsync(Grain("first"), Sample(3), "other");

        await Storage.ClearStateAsync("state", Grain("first"), first, Cancellation);

        await AssertMissingAsync(Grain("first"));
        await AssertStoredAsync(Grain("second"), Sample(2));
        await AssertStoredAsync(Grain("first"), Sample(3), stateName: "other");
    }
}
