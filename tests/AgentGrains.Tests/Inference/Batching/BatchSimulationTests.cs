using AgentGrains.Inference.Batching;
using Xunit;

namespace AgentGrains.Tests.Inference.Batching;

/// <summary>What the queue does to throughput, fairness and padding over thousands of requests, in simulated time.</summary>
public sealed class BatchSimulationTests
{
    private const double Overhead = 0.004;
    private const double PerToken = 2e-6;

    [Theory]
    [InlineData(2, 8, 0.02, 1)]
    [InlineData(2, 8, 0.02, 2)]
    [InlineData(1, 8, 0.02, 3)]
    [InlineData(1, 24, 0.05, 4)]
    [InlineData(1, 2, 0.005, 5)]
    public void A_flooding_tenant_delays_anothers_p99_at_most_one_and_a_half_times(int lanes, int callers, double think, int seed)
    {
        var alone = Device(lanes, seed);
        alone.AddCallers("acme", callers, think, Turns);
        alone.Run(TimeSpan.FromSeconds(60), warm: TimeSpan.FromSeconds(5));

        var flooded = Device(lanes, seed);
        flooded.AddCallers("acme", callers, think, Turns);
        flooded.AddCallers("flood", 512, think: 0, Turns, from: TimeSpan.FromSeconds(4));
        flooded.Run(TimeSpan.FromSeconds(60), warm: TimeSpan.FromSeconds(5));

        var ratio = flooded.P99("acme") / alone.P99("acme");
        TestContext.Current.TestOutputHelper?.WriteLine($"p99 {alone.P99("acme"):0.00} ms alone, {flooded.P99("acme"):0.00} ms flooded: {ratio:0.00} times; flood answered {flooded.Answered("flood")}");
        Assert.True(flooded.Answered("flood") > 100_000, "The flood did not flood.");
        Assert.InRange(ratio, 0, 1.5);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    public void Many_callers_get_nine_tenths_of_what_perfect_batches_would(int callers)
    {
        var device = Device(1, 7);
        device.AddCallers("acme", callers, think: 0.0001, static _ => 20);
        device.Run(TimeSpan.FromSeconds(30), warm: TimeSpan.FromSeconds(1));

        var perfect = 64 / (Overhead + PerToken * 64 * 20);
        var share = device.Answered("acme") / 29.0 / perfect;
        TestContext.Current.TestOutputHelper?.WriteLine($"{share:0.000} of perfect batches");
        Assert.InRange(share, 0.9, 1.01);
    }

    [Theory]
    [InlineData(2, 0.79)]   // .725 where work is held for a twentieth of a batch only
    [InlineData(4, 0.77)]   // .757
    public void Callers_of_several_lanes_gather_in_few_batches(int lanes, double least)
    {
        const int Callers = 64;
        var device = Device(lanes, 9);
        device.AddCallers("acme", Callers, think: 0.0005, static _ => 20);
        device.Run(TimeSpan.FromSeconds(30), warm: TimeSpan.FromSeconds(1));

        var perfect = Callers / (Overhead + PerToken * Callers / lanes * 20);
        var share = device.Answered("acme") / 29.0 / perfect;
        TestContext.Current.TestOutputHelper?.WriteLine($"{share:0.000} of what they would get with no time between answer and question, {device.Batches.Average(batch => batch.Items.Count):0.0} texts in a batch");
        Assert.InRange(share, least, 1.01);
    }

    [Fact]
    public void Buckets_cut_padding_by_two_fifths_and_more()
    {
        const int Callers = 256;
        var device = Device(2, 11);
        device.AddCallers("acme", Callers, think: 0.001, Turns);
        device.Run(TimeSpan.FromSeconds(20), warm: TimeSpan.FromSeconds(1));
        var bucketed = 1 - device.Tokens / (double)device.PaddedTokens;

        var random = new Random(11);
        var inOrder = Enumerable.Range(0, 500).Select(_ => Enumerable.Range(0, 64).Select(_ => Turns(random)).ToArray()).ToList();
        var plain = 1 - inOrder.Sum(batch => batch.Sum()) / (double)inOrder.Sum(batch => 64 * batch.Max());
        TestContext.Current.TestOutputHelper?.WriteLine($"padding {plain:0.000} in order of arrival, {bucketed:0.000} by length");
        Assert.True(bucketed <= 0.6 * plain, $"{bucketed} of {plain}");
    }

    [Fact]
    public void Nothing_starves_whatever_its_length()
    {
        var device = Device(1, 13);
        device.AddCallers("acme", 200, think: 0, static _ => 12);
        device.AddCallers("rare", 2, think: 0.05, static random => random.Next(100, 2000));
        device.Run(TimeSpan.FromSeconds(20), warm: TimeSpan.FromSeconds(1));
        Assert.True(device.Answered("rare") > 200, $"{device.Answered("rare")} answered");
        Assert.True(device.P99("rare") < 60, $"{device.P99("rare")} ms");
    }

    // About as long as turns of a conversation: most short, some long.
    private static int Turns(Random random) => 4 + (int)(20 * -Math.Log(1 - random.NextDouble()));

    private static SimulatedDevice Device(int lanes, int seed) => new(new InferencePoolOptions(), lanes, Overhead, PerToken, seed);
}
