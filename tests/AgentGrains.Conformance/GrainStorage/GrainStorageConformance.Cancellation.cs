using Xunit;

namespace AgentGrains.Conformance;

public abstract partial class GrainStorageConformance
{
    [Fact]
    public async Task A_cancelled_write_or_clear_changes_nothing()
    {
        Assert.SkipUnless(HonoursCancellation, "The provider takes no notice of cancellation.");
        var cancelled = new CancellationToken(canceled: true);
        var state = await InsertAsync(Grain(), Sample(1));
        var attempt = new GrainState<ConformanceState>(Sample(2), state.ETag) { RecordExists = true };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.WriteStateAsync("state", Grain(), attempt, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.ClearStateAsync("state", Grain(), attempt, cancelled));

        Assert.Equal(state.ETag, attempt.ETag);
        await AssertStoredAsync(Grain(), Sample(1), state.ETag);
    }

    [Fact]
    public async Task A_cancelled_read_throws()
    {
        Assert.SkipUnless(HonoursCancellation, "The provider takes no notice of cancellation.");
        await InsertAsync(Grain(), Sample(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Storage.ReadStateAsync("state", Grain(), new GrainState<ConformanceState>(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_write_cancelled_in_flight_is_whole_or_absent()
    {
        Assert.SkipUnless(HonoursCancellation, "The provider takes no notice of cancellation.");
        for (var round = 0; round < 50; round++)
        {
            var grain = Grain($"round {round}");
            using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var write = Storage.WriteStateAsync("state", grain, new GrainState<ConformanceState>(Sample(round)), source.Token);
            if (round % 2 == 1)
                await Task.Yield();
            await source.CancelAsync();

            var error = await Record.ExceptionAsync(() => write);
            Assert.True(error is null or OperationCanceledException, $"Not a cancellation: {error}");
            if (error is null)
                await AssertStoredAsync(grain, Sample(round));
        }
    }
}
