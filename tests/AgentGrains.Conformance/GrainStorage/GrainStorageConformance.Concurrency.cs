using Orleans.Storage;
using Xunit;

namespace AgentGrains.Conformance;

public abstract partial class GrainStorageConformance
{
    private const int Rivals = 32;

    [Fact]
    public async Task Of_concurrent_inserts_exactly_one_wins()
    {
        var winners = await RaceAsync(Grain(), etag: null);

        var winner = Assert.Single(winners);
        await AssertStoredAsync(Grain(), Sample(winner));
    }

    [Fact]
    public async Task Of_concurrent_updates_with_one_etag_exactly_one_wins()
    {
        var state = await InsertAsync(Grain(), Sample(-1));

        var winners = await RaceAsync(Grain(), state.ETag);

        var winner = Assert.Single(winners);
        await AssertStoredAsync(Grain(), Sample(winner));
    }

    [Fact]
    public async Task Of_a_concurrent_write_and_clear_exactly_one_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            var grain = Grain($"round {round}");
            var state = await InsertAsync(grain, Sample(1));

            var written = WonAsync(WriteAsync(grain, Sample(2), state.ETag));
            var cleared = WonAsync(ClearAsync(grain, state.ETag));

            Assert.NotEqual(await written, await cleared);
            if (await written)
                await AssertStoredAsync(grain, Sample(2));
            else
                await AssertMissingAsync(grain);
        }
    }

    [Fact]
    public async Task Many_writers_of_different_records_do_not_disturb_each_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async writer =>
        {
            var grain = Grain($"writer {writer}");
            var state = await InsertAsync(grain, Sample(0));
            for (var number = 1; number <= 10; number++)
            {
                state.State = Sample((writer * 1000) + number);
                await Storage.WriteStateAsync("state", grain, state, Cancellation);
            }
        }));

        for (var writer = 0; writer < 64; writer++)
            await AssertStoredAsync(Grain($"writer {writer}"), Sample((writer * 1000) + 10));
    }

    [Fact]
    public async Task A_writer_reads_what_it_wrote()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            var grain = Grain($"writer {writer}");
            var state = await ReadAsync(grain);
            for (var number = 0; number < 20; number++)
            {
                state.State = Sample(number);
                await Storage.WriteStateAsync("state", grain, state, Cancellation);
                await AssertStoredAsync(grain, Sample(number), state.ETag);
            }
        }));
    }

    private static async Task<bool> WonAsync(Task operation)
    {
        try
        {
            await operation;
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private async Task<List<int>> RaceAsync(GrainId grain, string? etag)
    {
        var won = await Task.WhenAll(Enumerable.Range(0, Rivals).Select(rival =>
            Task.Run(() => WonAsync(WriteAsync(grain, Sample(rival), etag)), Cancellation)));
        return [.. Enumerable.Range(0, Rivals).Where(rival => won[rival])];
    }
}
