using CsCheck;
using Xunit;

namespace AgentGrains.Cluster.Tests.Journal;

/// <summary>Two activations of one grain on one storage: what either acknowledged stays, whatever the order of their storage operations.</summary>
public sealed class FenceTests
{
    private static readonly Gen<int[]> Batch = Gen.Int[8, 70].Array[1, 4];

    // Sizes of the operations in storage before, then of both writers' batches. A head holds 40 bytes, a segment 100.
    public static TheoryData<string, int[], int[][]> Starts => new()
    {
        { "the head has room", [10], [[10], [10]] },
        { "nothing is there and both make the first segment", [], [[45], [10]] },
        { "both extend the tail", [45], [[45], [10]] },
        { "both fill the tail and begin another", [45, 20], [[45, 45], [10]] },
        { "the tail is sealed and both make the next", [60, 38], [[45], [45]] },
        { "an append, then a move", [45], [[10], [45]] },
        { "a batch over three segments", [30], [[90, 90, 20]] },
    };

    [Theory]
    [MemberData(nameof(Starts))]
    public async Task In_every_order_of_two_activations_storage_operations_nothing_acknowledged_is_lost(string start, int[] before, int[][] batches)
    {
        var acknowledged = 0;
        var orders = await Interleaving.ExhaustAsync(async choose =>
        {
            var store = new JournalStore();
            foreach (var size in before)
                await store.AppendAsync($"before{size}".PadRight(size, '.'));
            JournalWriter[] writers = [new(store, "a", batches), new(store, "b", batches[..1])];
            foreach (var writer in writers)
                await writer.OpenNowAsync();

            await Interleaving.RunAsync(writers, choose, () => Fate.Done);
            var stored = await store.ReplayAsync();
            Assert.All(writers, writer => writer.Check(stored));
            acknowledged += writers.Sum(writer => writer.Acknowledged);
        });
        Assert.True(orders > 1, $"There was only one order when {start}.");
        Assert.True(acknowledged > orders / 2, $"Only {acknowledged} appends were acknowledged in {orders} orders: the test has lost its teeth.");
    }

    [Fact]
    public async Task Of_two_activations_that_opened_together_exactly_one_commits()
    {
        var orders = await Interleaving.ExhaustAsync(async choose =>
        {
            var store = new JournalStore();
            await store.AppendAsync("before".PadRight(45, '.'));
            JournalWriter[] writers = [new(store, "a", [[45]]), new(store, "b", [[45]])];
            foreach (var writer in writers)
                await writer.OpenNowAsync();
            await Interleaving.RunAsync(writers, choose, () => Fate.Done);
            Assert.Equal(1, writers.Sum(writer => writer.Acknowledged));
        });
        Assert.InRange(orders, 10, 100_000);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public async Task Of_activations_that_come_and_go_over_failing_storage_nothing_acknowledged_is_lost(double failures)
    {
        var (acknowledged, attempts) = (0, 0);
        await Gen.Select(Batch.Array[1, 6], Batch.Array[1, 6], Batch.Array[0, 3], Gen.Int).SampleAsync(
            async (first, second, third, seed) =>
            {
                var random = new Random(seed);
                var store = new JournalStore();
                JournalWriter[] writers = [new(store, "a", first), new(store, "b", second), new(store, "c", third)];
                await Interleaving.RunAsync(
                    writers, random.Next, () => random.NextDouble() >= failures ? Fate.Done : random.Next(2) == 0 ? Fate.FailsBefore : Fate.FailsAfter);
                var stored = await store.ReplayAsync();
                Assert.All(writers, writer => writer.Check(stored));
                Interlocked.Add(ref acknowledged, writers.Sum(writer => writer.Acknowledged));
                Interlocked.Add(ref attempts, first.Length + second.Length + third.Length);
            },
            iter: 2_000);
        Assert.True(acknowledged > attempts / 5, $"Only {acknowledged} of {attempts} appends were acknowledged: the test has lost its teeth.");
    }
}
